import base64

import pytest
from django.test import override_settings

from common.phones import blind_index, decrypt_phone, encrypt_phone, mask_phone

PHONE = "13800001234"
PLACE = "members_member.mobile.1"


def test_a_number_comes_back_where_it_was_sealed() -> None:
    assert decrypt_phone(encrypt_phone(PHONE, place=PLACE), place=PLACE) == PHONE


def test_the_same_number_is_never_sealed_twice_alike() -> None:
    assert encrypt_phone(PHONE, place=PLACE) != encrypt_phone(PHONE, place=PLACE)


def test_a_ciphertext_does_not_open_in_another_row() -> None:
    with pytest.raises(ValueError, match="does not belong"):
        decrypt_phone(encrypt_phone(PHONE, place=PLACE), place="members_member.mobile.2")


def test_an_altered_ciphertext_does_not_open() -> None:
    key_id, _, body = encrypt_phone(PHONE, place=PLACE).partition(":")
    raw = bytearray(base64.b64decode(body))
    raw[-1] ^= 1
    with pytest.raises(ValueError, match="does not belong"):
        decrypt_phone(f"{key_id}:{base64.b64encode(raw).decode()}", place=PLACE)


def test_another_key_opens_nothing_and_finds_nothing() -> None:
    sealed, index = encrypt_phone(PHONE, place=PLACE), blind_index(PHONE)
    with override_settings(PHONE_KEY="another" * 8):
        assert blind_index(PHONE) != index
        with pytest.raises(ValueError, match="does not belong"):
            decrypt_phone(sealed, place=PLACE)


def test_an_unknown_key_id_is_named() -> None:
    with pytest.raises(ValueError, match="unknown key id"):
        decrypt_phone("z9:AAAA", place=PLACE)


def test_equal_numbers_meet_in_the_index_and_others_do_not() -> None:
    assert blind_index(PHONE) == blind_index(PHONE)
    assert blind_index(PHONE) != blind_index("13800001235")
    assert PHONE not in blind_index(PHONE)


def test_the_mask_hides_the_middle() -> None:
    assert mask_phone(PHONE) == "138****1234"
    assert mask_phone("12345") == "****"
