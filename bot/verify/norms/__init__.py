"""The norms, one file each."""

from bot.verify.norms import (
    n01_one_turn_exit,
    n02_bounded_path,
    n03_cancel_beside_offer,
    n04_no_means_no,
    n05_one_offer,
    n06_reason_is_a_gift,
    n07_only_what_the_source_says,
    n08_no_pressure,
    n09_consequences_first,
    n10_receipt,
    n11_once,
    n12_handoff_is_no_gate,
    n13_fail_open,
    n14_the_truth_about_state,
    n15_same_in_every_language,
    n16_honest_bot,
    n17_a_click_or_two_readings,
    n18_nothing_assumed,
)

NORMS = (
    n01_one_turn_exit.NORM,
    n02_bounded_path.NORM,
    n03_cancel_beside_offer.NORM,
    n04_no_means_no.NORM,
    n05_one_offer.NORM,
    n06_reason_is_a_gift.NORM,
    n07_only_what_the_source_says.NORM,
    n08_no_pressure.NORM,
    n09_consequences_first.NORM,
    n10_receipt.NORM,
    n11_once.NORM,
    n12_handoff_is_no_gate.NORM,
    n13_fail_open.NORM,
    n14_the_truth_about_state.NORM,
    n15_same_in_every_language.NORM,
    n16_honest_bot.NORM,
    n17_a_click_or_two_readings.NORM,
    n18_nothing_assumed.NORM,
)
"""In their order."""
