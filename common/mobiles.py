"""A record with a mobile number: sealed, found by a keyed index, shown masked."""

import uuid

from django.db import models

from common import phones

MOBILE_COLUMNS = ("mobile_cipher", "mobile_index", "mobile_masked")


class MobileHolder(models.Model):
    """The three columns that stand for a number, and the row's key in the associated data."""

    row_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mobile_cipher = models.CharField(max_length=120, editable=False, blank=True)
    mobile_index = models.CharField(max_length=64, editable=False, db_index=True, blank=True)
    mobile_masked = models.CharField("手机号", max_length=11, editable=False, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def seal_mobile(cls, phone: str, row_key: uuid.UUID) -> dict[str, str]:
        """Return the three columns for a normalised number in the row of that key; "" empties.

        For rows by the thousand, before there is an instance.
        """
        if not phone:
            return {"mobile_cipher": "", "mobile_index": "", "mobile_masked": ""}
        return {
            "mobile_cipher": phones.encrypt_phone(phone, place=cls.cipher_place_of(row_key)),
            "mobile_index": phones.blind_index(phone),
            "mobile_masked": phones.mask_phone(phone),
        }

    @classmethod
    def cipher_place_of(cls, row_key: uuid.UUID) -> str:
        """The associated data of the ciphertext: table, column, row."""
        return f"{cls._meta.db_table}.mobile.{row_key}"

    def set_mobile(self, phone: str) -> None:
        """Seal a normalised number into the three columns; "" empties them."""
        for name, value in self.seal_mobile(phone, self.row_key).items():
            setattr(self, name, value)

    def open_mobile(self) -> str:
        """Return the full number ("" for none); callers leave an access record."""
        if not self.mobile_cipher:
            return ""
        return phones.decrypt_phone(self.mobile_cipher, place=self.cipher_place_of(self.row_key))
