// rich_text blocks: literal text with styles; nothing in them is parsed.

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { dated, link, mention } from "./mrkdwn.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

const LEAVES = {
  text: (leaf) => lines(leaf.text),
  link: (leaf) => link(leaf.url, leaf.text ?? leaf.url),
  emoji: (leaf) => emoji(leaf.name),
  user: (leaf, names) => mention("@", names.user(leaf.user_id) ?? leaf.user_id),
  channel: (leaf, names) => mention("#", names.channel(leaf.channel_id) ?? leaf.channel_id),
  usergroup: (leaf) => mention("@", leaf.usergroup_id),
  broadcast: (leaf) => mention("@", leaf.range),
  date: (leaf) => h("time", {}, dated(leaf.timestamp, leaf.format)),
  color: (leaf) => leaf.value,
};

const lines = (text) => text.split("\n").flatMap((line, at) => (at ? [h("br"), line] : [line]));

function leaf(element, names) {
  const plain = LEAVES[element.type]?.(element, names) ?? `[${element.type}]`;
  return Object.keys(STYLES).reduce((inner, style) => (element.style?.[style] ? h(STYLES[style], {}, inner) : inner), plain);
}

const leaves = (element, names) => element.elements.map((inner) => leaf(inner, names));

function list(element, names) {
  const tag = element.style === "ordered" ? "ol" : "ul";
  const start = element.offset ? element.offset + 1 : null;
  return h(tag, { start, data: { indent: element.indent ?? 0 } }, element.elements.map((item) => h("li", {}, leaves(item, names))));
}

const PARTS = {
  rich_text_section: (part, names) => h("p", {}, leaves(part, names)),
  rich_text_list: list,
  rich_text_quote: (part, names) => h("blockquote", {}, leaves(part, names)),
  rich_text_preformatted: (part) => h("pre", {}, part.elements.map((inner) => inner.text ?? inner.url ?? "")),
};

/** A rich_text block. */
export function richText(block, names) {
  return h("div", { class: "rich" }, block.elements.map((part) => PARTS[part.type]?.(part, names) ?? h("p", {}, `[${part.type}]`)));
}
