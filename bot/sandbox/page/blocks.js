// Block Kit's blocks as nodes.

import { drawElement } from "./elements.js";
import { h, newId } from "./dom.js";
import { textOf, unescaped } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { t } from "./texts.js";

function header(block, host) {
  return h(host.heading ?? "h3", { class: "block-header" }, textOf(block.text, host.names));
}

function section(block, host) {
  const fields = block.fields?.map((field) => h("div", {}, textOf(field, host.names)));
  const words = [block.text ? h("div", { class: "words" }, textOf(block.text, host.names)) : null, fields ? h("div", { class: "fields" }, fields) : null];
  if (!block.accessory) return h("div", { class: "section" }, words);
  const id = newId("section");
  const accessory = drawElement(block.accessory, { host, block_id: block.block_id, labelled: block.text ? id : null, acts: true });
  return h("div", { class: "section with-accessory" }, h("div", { id }, words), h("div", { class: "accessory" }, accessory));
}

function context(block, host) {
  const draw = (element) => (element.type === "image" ? drawElement(element, { host }) : h("span", {}, textOf(element, host.names)));
  return h("div", { class: "context" }, block.elements.map(draw));
}

function actions(block, host) {
  return h("div", { class: "actions" }, block.elements.map((element) => drawElement(element, { host, block_id: block.block_id, acts: true })));
}

function image(block, host) {
  const words = block.title ? h("figcaption", {}, textOf(block.title, host.names)) : null;
  return h("figure", {}, words, h("img", { src: block.image_url ?? null, alt: block.alt_text ?? "", loading: "lazy" }));
}

function input(block, host) {
  const [label, error] = [newId("label"), newId("error")];
  const place = { host, block_id: block.block_id, labelled: label, acts: block.dispatch_action === true };
  const control = drawElement(block.element, place);
  const needed = block.optional ? null : h("span", { class: "needed", "aria-hidden": "true" }, " *");
  const field = h("div", { class: "input", data: { block: block.block_id } },
    h("div", { class: "label", id: label }, textOf(block.label, host.names), needed),
    control,
    h("p", { class: "error", id: error, role: "alert" }),
    block.hint ? h("p", { class: "note" }, textOf(block.hint, host.names)) : null);
  control.setAttribute("aria-describedby", error);
  if (!block.optional) control.setAttribute("aria-required", "true");
  field.addEventListener("click", (event) => event.target.id === label && control.focus());
  return field;
}

const BLOCKS = {
  header, section, context, actions, image, input,
  context_actions: actions,
  divider: () => h("hr"),
  rich_text: (block, host) => richText(block, host.names),
  markdown: (block) => h("div", { class: "words" }, block.text),
};

/** The nodes of `blocks`. See `elements.js` for what a host is; `heading` is the element of header blocks. */
export function drawBlocks(blocks, host) {
  return blocks.map((block) => BLOCKS[block.type]?.(block, host) ?? h("p", { class: "unknown" }, t("cannot_show", { type: block.type })));
}

/** The words of plain_text objects. */
export const plainText = (object) => (object ? unescaped(object.text) : "");
