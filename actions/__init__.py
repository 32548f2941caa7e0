"""What the dialogue decides: (tracker, knowledge) → events and messages.

Pure: no clock, no store, no Slack. The same classes run in process and under `python -m rasa_sdk --actions actions`,
which imports this package and builds every class without arguments.
"""

from actions.account import HearAccount, TakeNote
from actions.answer import Answer, ShowSource
from actions.case import AdoptProduct, NameNoGuide, NextProduct, NoteNext, OpenCase, SeekProduct, StartOver
from actions.confirm import ChooseAgain, Confirm
from actions.decide import AskAnswer, AskProduct, Decide, TakeAnswer
from actions.explain import TellCaption, TellMeaning, TellWays, WhyPerson
from actions.handoff import GiveContacts, HandOff, TakeBack
from actions.nothing_to_do import TellNothingToDo
from actions.offer import AskOfferAnswer, AskPermission, AskReason, ConsiderOffer, TakeOffer
from actions.receipt import GiveReceipt
from actions.steps import AskWalk, BeginSteps, FinishSteps, Move
from actions.talk import Clarify, Help, Introduce, Keep, NothingOpen, Status, StillCharged
from actions.waiting import AddToCase, NobodyElse, NoteReach, PassOnQuestion, TellReach

ALL = (
    AddToCase,
    AdoptProduct,
    Answer,
    AskAnswer,
    AskOfferAnswer,
    AskPermission,
    AskProduct,
    AskReason,
    AskWalk,
    BeginSteps,
    ChooseAgain,
    Clarify,
    Confirm,
    ConsiderOffer,
    Decide,
    FinishSteps,
    GiveReceipt,
    GiveContacts,
    HandOff,
    HearAccount,
    Help,
    Introduce,
    Keep,
    Move,
    NextProduct,
    NobodyElse,
    NameNoGuide,
    NoteNext,
    NoteReach,
    NothingOpen,
    OpenCase,
    PassOnQuestion,
    SeekProduct,
    ShowSource,
    StartOver,
    Status,
    StillCharged,
    TakeAnswer,
    TakeBack,
    TakeNote,
    TakeOffer,
    TellCaption,
    TellMeaning,
    TellNothingToDo,
    TellReach,
    TellWays,
    WhyPerson,
)
"""Every action, for whoever registers them by hand."""
