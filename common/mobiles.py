"""A record with a mobile number: sealed, found by a keyed index, shown masked."""

import uuid

from django.db import models

from common import phones


class MobileHolder(models.Model):
    """The three columns that stand for a number, and the row's key in the associated data."""

    row_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mobile_cipher = models.CharField(max_length=120, editable=False, blank=True)
    mobile_index = models.CharField(max_length=64, editable=False, db_index=True, blank=True)
    mobile_masked = models.CharField("手机号", max_length=11, editable=False, blank=True)

    class Meta:
        abstract = True

    @property
    def cipher_place(self) -> str:
        """The associated data of the ciphertext: table, column, row."""
        return f"{self._meta.db_table}.mobile.{self.row_key}"

    def set_mobile(self, phone: str) -> None:
        """Seal a normalised number into the three columns; "" empties them."""
        self.mobile_cipher = phones.encrypt_phone(phone, place=self.cipher_place) if phone else ""
        self.mobile_index = phones.blind_index(phone) if phone else ""
        self.mobile_masked = phones.mask_phone(phone) if phone else ""

    def open_mobile(self) -> str:
        """Return the full number ("" for none); callers leave an access record."""
        if not self.mobile_cipher:
            return ""
        return phones.decrypt_phone(self.mobile_cipher, place=self.cipher_place)
