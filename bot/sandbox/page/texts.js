// The page's own words, in both languages. What the bot says comes from the bot.

export const TEXTS = {
  en: {
    title: "{app} sandbox",
    what: "A small Slack on this machine, to try {app} out: write as a customer, answer as an agent.",
    page_language: "Language of this page",
    behind: "Behind the answer",
    behind_what: "What the bot's last answer to the customer rests on.",
    behind_none: "Nothing yet. Write to the bot as the customer.",
    left: "Customer's side",
    right: "Agents' side",
    views: "What to show",
    tab_left: "Customer",
    tab_right: "Agents",
    tab_behind: "Behind",
    person: "You are",
    locale: "Their Slack is in",
    conversations: "Conversations",
    home: "Home",
    home_of: "Home of {name}",
    home_empty: "The app has not put anything here yet.",
    messages: "Messages in {name}",
    empty_channel: "No messages here yet.",
    unread_one: "{count} unread message",
    unread_other: "{count} unread messages",
    new: "New",
    today: "Today",
    yesterday: "Yesterday",
    app: "APP",
    external: "External",
    edited: "(edited)",
    only_you: "Only visible to you",
    replies_one: "{count} reply",
    replies_other: "{count} replies",
    thread: "Thread",
    thread_in: "Thread in {name}",
    close_thread: "Close the thread",
    more: "More about the message of {name}",
    reply: "Reply in a thread",
    edit: "Edit the message",
    delete: "Delete the message",
    delete_sure: "Delete this message for everybody who sees it?",
    cancel_help: "Cancel help with this",
    save: "Save",
    cancel: "Cancel",
    close: "Close",
    ok: "Yes",
    write_to: "Write to {name}",
    reply_here: "Reply in this thread",
    hint: "Enter sends, Shift+Enter begins a line, F6 changes sides",
    send: "Send",
    sending: "Sending …",
    attach: "Attach a file",
    remove_file: "Leave out {name}",
    typing: "{name} is typing …",
    download: "Download",
    choose: "Choose",
    options: "More choices",
    chosen: "{count} chosen",
    required: "This is needed.",
    not_sent: "Not sent: {why}",
    not_done: "That did not work: {why}",
    errors: { unreachable: "the sandbox does not answer", operation_timeout: "the app did not answer in time" },
    lost: "The sandbox does not answer. Trying again …",
    sees: "{name} sees this",
    cannot_show: "This page does not draw “{type}”.",
    try_one: "Try one of these:",
    examples: ["I want to cancel a subscription", "What happens after I cancel?", "Can I talk to a person?"],
    understood: "Understood",
    language_heard: "Language",
    acts: "Meant",
    sure: "{percent} sure",
    considered: "Considered, not taken",
    entities: "Found in the words",
    none: "nothing",
    commands: "Commands to the dialogue",
    stands: "Where the dialogue stands",
    no_flow: "No flow is open.",
    waits_at: "{flow}, at “{step}”",
    status: "Status",
    case: "Case",
    rests: "What the answer rests on",
    no_facts: "The last answer states no fact of a document.",
    document: "{document}, about {product}",
    raw: "All of it, as data",
  },
  it: {
    title: "Sandbox di {app}",
    what: "Un piccolo Slack su questo computer, per provare {app}: scrivi come cliente, rispondi come operatore.",
    page_language: "Lingua di questa pagina",
    behind: "Dietro la risposta",
    behind_what: "Su cosa si basa l'ultima risposta del bot al cliente.",
    behind_none: "Ancora niente. Scrivi al bot come cliente.",
    left: "Lato del cliente",
    right: "Lato degli operatori",
    views: "Cosa mostrare",
    tab_left: "Cliente",
    tab_right: "Operatori",
    tab_behind: "Dietro",
    person: "Sei",
    locale: "Il suo Slack è in",
    conversations: "Conversazioni",
    home: "Home",
    home_of: "Home di {name}",
    home_empty: "L'app non ha ancora messo niente qui.",
    messages: "Messaggi in {name}",
    empty_channel: "Qui non ci sono ancora messaggi.",
    unread_one: "{count} messaggio non letto",
    unread_other: "{count} messaggi non letti",
    new: "Nuovi",
    today: "Oggi",
    yesterday: "Ieri",
    app: "APP",
    external: "Esterno",
    edited: "(modificato)",
    only_you: "Lo vedi solo tu",
    replies_one: "{count} risposta",
    replies_other: "{count} risposte",
    thread: "Thread",
    thread_in: "Thread in {name}",
    close_thread: "Chiudi il thread",
    more: "Altro sul messaggio di {name}",
    reply: "Rispondi in un thread",
    edit: "Modifica il messaggio",
    delete: "Elimina il messaggio",
    delete_sure: "Eliminare questo messaggio per tutti quelli che lo vedono?",
    cancel_help: "Aiuto per disdire",
    save: "Salva",
    cancel: "Annulla",
    close: "Chiudi",
    ok: "Sì",
    write_to: "Scrivi a {name}",
    reply_here: "Rispondi in questo thread",
    hint: "Invio manda, Maiusc+Invio va a capo, F6 cambia lato",
    send: "Invia",
    sending: "Invio in corso …",
    attach: "Allega un file",
    remove_file: "Togli {name}",
    typing: "{name} sta scrivendo …",
    download: "Scarica",
    choose: "Scegli",
    options: "Altre scelte",
    chosen: "{count} scelti",
    required: "Questo serve.",
    not_sent: "Non inviato: {why}",
    not_done: "Non è riuscito: {why}",
    errors: { unreachable: "la sandbox non risponde", operation_timeout: "l'app non ha risposto in tempo" },
    lost: "La sandbox non risponde. Riprovo …",
    sees: "Lo vede {name}",
    cannot_show: "Questa pagina non disegna «{type}».",
    try_one: "Prova con una di queste:",
    examples: ["Vorrei disdire un abbonamento", "Cosa succede dopo la disdetta?", "Posso parlare con una persona?"],
    understood: "Cosa ha capito",
    language_heard: "Lingua",
    acts: "Vuole dire",
    sure: "sicuro al {percent}",
    considered: "Considerato, ma scartato",
    entities: "Trovato nelle parole",
    none: "niente",
    commands: "Comandi al dialogo",
    stands: "A che punto è il dialogo",
    no_flow: "Nessun flusso è aperto.",
    waits_at: "{flow}, fermo a «{step}»",
    status: "Stato",
    case: "Caso",
    rests: "Su cosa si basa la risposta",
    no_facts: "L'ultima risposta non riporta fatti di un documento.",
    document: "{document}, su {product}",
    raw: "Tutto, come dati",
  },
};

const LANGUAGES = Object.keys(TEXTS);
let current = "en";
let app = "";

/** What people call the app, for all texts. */
export function nameApp(name) {
  app = name;
}

/** The page's language: `en` or `it`. */
export const language = () => current;

/** Change the page's language; an unknown one leaves it. */
export function speak(wanted) {
  if (LANGUAGES.includes(wanted)) current = wanted;
  document.documentElement.lang = current;
}

/** A text by name, its `{fields}` filled. */
export function t(name, values = {}) {
  const text = TEXTS[current][name];
  return typeof text === "string" ? text.replace(/\{(\w+)\}/g, (_, field) => ({ app, ...values })[field]) : text;
}

/** A text that counts: `name_one` or `name_other`. */
export function counted(name, count) {
  return t(`${name}_${new Intl.PluralRules(current).select(count) === "one" ? "one" : "other"}`, { count });
}

/** What a language is called in the page's own. */
export const languageName = (code) => new Intl.DisplayNames([current], { type: "language" }).of(code);

/** A share as percent. */
export const percent = (share) => new Intl.NumberFormat(current, { style: "percent", maximumFractionDigits: 0 }).format(share);

/** The time of day of a Slack `ts`. */
export function clockTime(ts) {
  return new Intl.DateTimeFormat(current, { hour: "2-digit", minute: "2-digit" }).format(new Date(Number(ts) * 1000));
}

/** Day and time of a Slack `ts`, in full. */
export function fullTime(ts) {
  return new Intl.DateTimeFormat(current, { dateStyle: "full", timeStyle: "medium" }).format(new Date(Number(ts) * 1000));
}

/** The day of a Slack `ts`, said as a person would. */
export function dayName(ts, now = new Date()) {
  const day = new Date(Number(ts) * 1000);
  const passed = Math.round((new Date(now.toDateString()) - new Date(day.toDateString())) / 86400000);
  if (passed === 0) return t("today");
  return passed === 1 ? t("yesterday") : new Intl.DateTimeFormat(current, { weekday: "long", day: "numeric", month: "long" }).format(day);
}
