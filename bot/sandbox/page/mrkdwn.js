// Slack's mrkdwn as nodes. Everything unknown stays the text it is.

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { language } from "./texts.js";

const ENTITY = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const TOKEN = new RegExp(
  [
    /`(?<code>[^`\n]+)`/,
    /<(?<control>[^<>\n]+)>/,
    /(?<![\p{L}\p{N}*])\*(?![\s\u200b])(?<bold>[^*\n]*[^*\s\u200b])\*(?![\p{L}\p{N}*])/,
    /(?<![\p{L}\p{N}_])_(?![\s\u200b])(?<italic>[^_\n]*[^_\s\u200b])_(?![\p{L}\p{N}_])/,
    /(?<![\p{L}\p{N}~])~(?![\s\u200b])(?<strike>[^~\n]*[^~\s\u200b])~(?![\p{L}\p{N}~])/,
    /:(?<emoji>[a-z0-9_+-]+(?:::skin-tone-\d)?):/,
    /(?<bare>https?:\/\/[^\s<>|*`]*[^\s<>|*`.,;:!?)'"”»])/,
  ].map((part) => part.source).join("|"),
  "gu",
);
const QUOTED = /^(?:&gt;|>) ?/;
const BULLET = /^\s*[•◦▪] +/;
const SAFE_LINK = /^(?:https?:\/\/|mailto:|tel:)/i;
const DATES = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date_slash: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  date_pretty: { year: "numeric", month: "long", day: "numeric" },
  date_short_pretty: { year: "numeric", month: "short", day: "numeric" },
  date_long_pretty: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "2-digit", minute: "2-digit" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

/** Text with Slack's three escapes undone, once. */
export const unescaped = (text) => text.replace(/&(?:lt|gt|amp);/g, (found) => ENTITY[found]);

/** A link, when its scheme is harmless; otherwise only its words. */
export function link(address, words) {
  if (!SAFE_LINK.test(address)) return h("span", {}, words);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, words);
}

/** `@name` or `#name`. */
export const mention = (sign, name) => h("span", { class: "mention" }, sign + name);

/** A moment as Slack's `<!date^…>` writes it: `seconds` since 1970, and a format of tokens in braces. */
export function dated(seconds, format) {
  const moment = new Date(seconds * 1000);
  return format.replace(/\{(\w+)\}/g, (token, name) => {
    if (name === "ago") return ago(seconds);
    return DATES[name] ? new Intl.DateTimeFormat(language(), DATES[name]).format(moment) : token;
  });
}

function ago(seconds) {
  const passed = Math.round(seconds - Date.now() / 1000);
  const [size, unit] = [[86400, "day"], [3600, "hour"], [60, "minute"], [1, "second"]].find(([size]) => Math.abs(passed) >= size) ?? [1, "second"];
  return new Intl.RelativeTimeFormat(language(), { numeric: "auto" }).format(Math.round(passed / size), unit);
}

function control(inside, names) {
  const [what, label] = inside.split(/\|(.*)/s).map((part) => part && unescaped(part));
  if (what.startsWith("@")) return mention("@", names.user(what.slice(1)) ?? label ?? what.slice(1));
  if (what.startsWith("#")) return mention("#", names.channel(what.slice(1)) ?? label ?? what.slice(1));
  if (what.startsWith("!date^")) return moment(what, label);
  if (what.startsWith("!subteam^")) return mention("", label ?? "@" + what.split("^")[1]);
  if (what.startsWith("!")) return mention("@", label?.replace(/^@/, "") ?? what.slice(1));
  return link(what, label || what.replace(/^mailto:/i, ""));
}

function moment(what, label) {
  const [, seconds, format, address] = what.split("^");
  const words = Number.isFinite(Number(seconds)) ? dated(Number(seconds), format ?? "") : label;
  return address ? link(address, words) : h("time", { title: label }, words);
}

function piece(found, names) {
  if (found.code !== undefined) return h("code", {}, unescaped(found.code));
  if (found.control !== undefined) return control(found.control, names);
  if (found.bold !== undefined) return h("strong", {}, inline(found.bold, names));
  if (found.italic !== undefined) return h("em", {}, inline(found.italic, names));
  if (found.strike !== undefined) return h("s", {}, inline(found.strike, names));
  if (found.emoji !== undefined) return emoji(found.emoji);
  return link(unescaped(found.bare), unescaped(found.bare));
}

function inline(text, names) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    nodes.push(unescaped(text.slice(at, match.index)), piece(match.groups, names));
    at = match.index + match[0].length;
  }
  nodes.push(unescaped(text.slice(at)));
  return nodes.filter((node) => node !== "");
}

const kindOf = (line) => (QUOTED.test(line) ? "quote" : BULLET.test(line) ? "list" : "plain");

function joined(lines, names) {
  return lines.flatMap((line, at) => (at ? [h("br"), ...inline(line, names)] : inline(line, names)));
}

function group(kind, lines, names) {
  if (kind === "quote") return [h("blockquote", {}, joined(lines.map((line) => line.replace(QUOTED, "")), names))];
  if (kind === "list") return [h("ul", {}, lines.map((line) => h("li", {}, inline(line.replace(BULLET, ""), names))))];
  return joined(lines, names);
}

function paragraphs(text, names) {
  const groups = [];
  for (const line of text.split("\n")) {
    const kind = kindOf(line);
    if (groups.at(-1)?.kind === kind) groups.at(-1).lines.push(line);
    else groups.push({ kind, lines: [line] });
  }
  return groups.flatMap(({ kind, lines }) => group(kind, lines, names));
}

/** The nodes of a mrkdwn text. `names` says how users and channels are called: `{user(id), channel(id)}`. */
export function mrkdwn(text, names) {
  return text.split(/```\n?([\s\S]+?)\n?```\n?/).flatMap((part, at) => {
    if (at % 2) return [h("pre", {}, unescaped(part))];
    return part === "" ? [] : paragraphs(part.replace(/\n$/, ""), names);
  });
}

/** The nodes of a text object of Block Kit, or of nothing. */
export function textOf(object, names) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text, names);
  return [unescaped(object.text).replace(/:([a-z0-9_+-]+):/g, (found, name) => (object.emoji === false ? found : emoji(name)))];
}
