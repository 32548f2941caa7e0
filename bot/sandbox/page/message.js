// One message: who, when, what, and what can be done with it.

import { drawBlocks } from "./blocks.js";
import { h, icon } from "./dom.js";
import { openMenu } from "./menu.js";
import { mrkdwn, unescaped } from "./mrkdwn.js";
import { clockTime, counted, dayName, fullTime, t } from "./texts.js";

const TOGETHER = 300;
/** Seconds within which messages of one person stand under one name. */

/** Messages with the lines between them (days, what is new), as `reconcile` takes them. `newFrom` is the first unread ts. */
export function rows(messages, { newFrom, thread, world, editing }) {
  const items = [];
  messages.forEach((message, at) => {
    const before = messages[at - 1];
    const day = dayName(message.ts);
    if (!before || dayName(before.ts) !== day) items.push({ key: `day ${day}`, data: day, value: { line: day } });
    if (message.ts === newFrom) items.push({ key: "new", data: t("new"), value: { line: t("new"), fresh: true } });
    const compact = items.at(-1)?.value.message === before && before && together(before, message);
    items.push({ key: message.ts, data: JSON.stringify([message, compact, thread, world, message.ts === editing]), value: { message, compact } });
  });
  return items;
}

function together(one, other) {
  return author(one) === author(other) && Number(other.ts) - Number(one.ts) < TOGETHER && !one.hidden && !other.hidden;
}

/** The user or bot that wrote a message. */
export const author = (message) => message.user ?? message.bot_id;

/** A line between messages. */
export function drawLine({ line, fresh }) {
  return h("li", { class: `line ${fresh ? "fresh" : ""}` }, h("span", {}, line));
}

/** A coloured square with initials. */
export function avatar(id, name) {
  const hue = [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
  const initials = name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
  return h("span", { class: "avatar", "aria-hidden": "true", vars: { hue } }, initials);
}

/** A message row in `pane`. */
export function drawMessage({ message, compact }, pane) {
  if (message.hidden) return h("li", { class: "message gone" }, h("p", { class: "note" }, message.text));
  const name = pane.nameOf(message);
  const stamp = h("time", { datetime: new Date(message.ts * 1000).toISOString(), title: fullTime(message.ts) }, clockTime(message.ts));
  const head = h("div", { class: "head" }, h("b", {}, name), badge(message, pane), stamp);
  const side = compact ? h("span", { class: "avatar none" }) : avatar(author(message) ?? "", name);
  const body = pane.editing === message.ts ? editor(message, pane) : content(message, pane);
  return h("li", { class: `message ${compact ? "compact" : ""} ${message.is_ephemeral ? "whispered" : ""}`, data: { ts: message.ts } },
    side, h("div", { class: "bubble" }, head, note(message), body, files(message, pane), reactions(message), replies(message, pane)), tools(message, name, pane));
}

function badge(message, pane) {
  if (message.bot_id) return h("span", { class: "badge" }, t("app"));
  return pane.isExternal(message.user) ? h("span", { class: "badge warm" }, t("external")) : null;
}

const note = (message) => (message.is_ephemeral || message.ephemeral ? h("p", { class: "note" }, icon("lock"), t("only_you")) : null);

function content(message, pane) {
  const controls = [];
  const host = { ...pane.host(), controls, act: (answer, control) => pane.click(message, answer, controls, control) };
  const drawn = message.blocks?.length ? drawBlocks(message.blocks, host) : h("div", { class: "words" }, message.mrkdwn === false ? message.text : mrkdwn(message.text ?? "", host.names));
  return h("div", { class: "content", dir: "auto" }, drawn, message.edited ? h("small", { class: "note" }, t("edited")) : null);
}

function editor(message, pane) {
  const stop = () => pane.edit(null);
  const keys = (event) => {
    if (event.key === "Escape") stop();
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) event.target.form.requestSubmit();
    else if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
  };
  const save = (event) => {
    event.preventDefault();
    pane.saveEdit(message, words.value);
  };
  const words = h("textarea", { class: "field", rows: 2, "aria-label": t("edit"), value: unmarked(message), on: { keydown: keys } });
  const buttons = h("div", { class: "actions" },
    h("button", { type: "submit", class: "button primary" }, t("save")), h("button", { type: "button", class: "button", on: { click: stop } }, t("cancel")));
  return h("form", { class: "editor", on: { submit: save } }, words, buttons);
}

/** What somebody typed, from the text that Slack made of it. Mentions stay as Slack writes them. */
const unmarked = (message) => unescaped((message.text ?? "").replace(/<(?!@)(?:[^<>|]+\|)?([^<>|]+)>/g, "$1"));

function files(message, pane) {
  const shown = (message.files ?? []).map((file) => {
    const address = `/sandbox/file?${new URLSearchParams({ user: pane.user, id: file.id })}`;
    const preview = file.mimetype?.startsWith("image/") ? h("img", { src: address, alt: file.title ?? file.name, loading: "lazy" }) : icon("file");
    return h("a", { class: "file", href: address, download: file.name }, preview, h("span", {}, file.title ?? file.name, h("small", {}, t("download"))));
  });
  return shown.length ? h("div", { class: "files" }, shown) : null;
}

function reactions(message) {
  const shown = (message.reactions ?? []).map(({ name, count }) => h("span", { class: "reaction" }, mrkdwn(`:${name}:`, {}), ` ${count}`));
  return shown.length ? h("div", { class: "actions" }, shown) : null;
}

function replies(message, pane) {
  if (!message.reply_count || pane.thread) return null;
  return h("button", { type: "button", class: "button replies", on: { click: () => pane.openThread(message.ts) } }, counted("replies", message.reply_count));
}

function tools(message, name, pane) {
  if (message.is_ephemeral) return null;
  const items = [
    pane.thread ? null : { label: t("reply"), go: () => pane.openThread(message.thread_ts ?? message.ts) },
    ...pane.shortcuts().map(({ name: label, callback_id }) => ({ label, go: () => pane.shortcut(message, callback_id) })),
    message.user === pane.user && !message.bot_id ? { label: t("edit"), go: () => pane.edit(message.ts) } : null,
    message.user === pane.user && !message.bot_id ? { label: t("delete"), danger: true, go: () => pane.remove(message) } : null,
  ].filter(Boolean);
  const open = (event) => openMenu(event.currentTarget, items, (item) => item.go(), { label: t("more", { name }) });
  return h("div", { class: "tools" }, h("button", {
    type: "button", class: "button quiet", "aria-label": t("more", { name }), "aria-haspopup": "menu", "aria-expanded": "false", on: { click: open },
  }, icon("more")));
}
