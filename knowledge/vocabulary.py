"""The closed lists of an article: what a fact, a path, an offer and a deadline can be."""

from __future__ import annotations

from enum import StrEnum


class Lifecycle(StrEnum):
    """How far an article, or one fact of it, may be trusted. Only `reviewed` is ever said to a customer."""

    draft = "draft"
    reviewed = "reviewed"
    disputed = "disputed"
    retired = "retired"


class Translation(StrEnum):
    """State of the text that is not in the language of the source."""

    draft = "draft"
    reviewed = "reviewed"


class PathKind(StrEnum):
    """Whether the customer can do it alone, must reach somebody, or has nothing to do."""

    self_service = "self_service"
    contact = "contact"
    nothing_to_do = "nothing_to_do"
    """its only step says so: it ends by itself"""


class Rule(StrEnum):
    """Why a contact path is a person's case, of any product alike."""

    premium = "premium"
    annual_commitment = "annual_commitment"
    reseller = "reseller"
    missing_role = "missing_role"


class Reason(StrEnum):
    """Why customers leave; an offer names the ones it answers."""

    too_expensive = "too_expensive"
    not_using = "not_using"
    taking_a_break = "taking_a_break"
    missing_feature = "missing_feature"
    competitor = "competitor"
    quality = "quality"
    closing = "closing"
    other = "other"


class When(StrEnum):
    """When a consequence must be said."""

    before = "before"
    """before the first step is shown, because a later step triggers it"""
    after = "after"
    """once the steps are done"""
    asked = "asked"
    """only when the customer asks"""


class Effective(StrEnum):
    """When a cancellation takes effect, as far as the document says."""

    immediate = "immediate"
    end_of_cycle = "end_of_cycle"
    end_of_annual_term = "end_of_annual_term"
    not_stated = "not_stated"


class Anchor(StrEnum):
    """The day a deadline is counted from."""

    next_invoice = "next_invoice"
    next_payment = "next_payment"
    renewal = "renewal"
    term_end = "term_end"
    """the end of the contract's term"""
    trial_end = "trial_end"
    cancellation = "cancellation"


class Unit(StrEnum):
    """Unit of a deadline."""

    days = "days"
    business_days = "business_days"
    hours = "hours"
    weeks = "weeks"
    months = "months"
    years = "years"
