// A person's open modal: drawn from the view that the app opened, sent back as `view_submission` or `view_closed`.

import { Refused, post } from "./api.js";
import { drawBlocks, plainText } from "./blocks.js";
import { openDialog } from "./dialog.js";
import { h, icon } from "./dom.js";
import { valuesOf } from "./elements.js";
import { t } from "./texts.js";

export class Modal {
  /** `pane` gives names and people, hears what to refresh, and shows what failed. */
  constructor(pane) {
    this.pane = pane;
    this.dialog = null;
    this.drawn = "";
  }

  /** Show this view, or close the modal when there is none. The same view is left as it stands, with what was typed. */
  show(view) {
    const drawn = JSON.stringify(view && { ...view, state: null, hash: null });
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    if (!view) return this.hide();
    const typed = this.view?.callback_id === view.callback_id && this.controls ? valuesOf(this.controls) : {};
    this.view = view;
    if (!this.dialog) this.open();
    this.fill(typed);
  }

  hide() {
    this.dialog?.close();
    this.dialog = this.view = this.controls = null;
    if (this.opener?.isConnected) this.opener.focus();
  }

  open() {
    this.opener = document.activeElement;
    this.body = h("form", { class: "modal-form", novalidate: true, on: { submit: (event) => this.submit(event) } });
    this.dialog = openDialog({ title: "", content: this.body, name: "modal", leave: () => this.leave() });
  }

  fill(typed) {
    const { view } = this;
    this.controls = [];
    const host = { ...this.pane.host(), controls: this.controls, act: (answer, control) => this.act(answer, control) };
    this.dialog.heading.textContent = plainText(view.title);
    const close = h("button", { type: "button", class: "button quiet corner", "aria-label": t("close"), on: { click: () => this.leave() } }, icon("close"));
    const cancel = h("button", { type: "button", class: "button", on: { click: () => this.leave() } }, plainText(view.close) || t("cancel"));
    this.send = view.submit ? h("button", { type: "submit", class: "button primary" }, plainText(view.submit)) : null;
    const sees = h("p", { class: "sees" }, t("sees", { name: this.pane.me().real_name }));
    this.body.replaceChildren(close, sees, h("div", { class: "dialog-body" }, drawBlocks(view.blocks, host)), h("div", { class: "dialog-foot" }, cancel, this.send ?? ""));
    restore(this.controls, typed);
    (this.body.querySelector("[autofocus]") ?? this.body.querySelector(".input .field, .input button, .input input"))?.focus();
  }

  async act(answer, control) {
    await this.pane.attempt(control, () => post("click", { user: this.pane.user, view_id: this.view.id, state: { values: valuesOf(this.controls) }, ...answer }));
    await this.pane.loadViews();
  }

  async submit(event) {
    event.preventDefault();
    if (this.showErrors(this.missing()) || this.body.getAttribute("aria-busy") === "true") return;
    this.body.setAttribute("aria-busy", "true");
    try {
      const answer = await post("submit", { user: this.pane.user, view_id: this.view.id, state: { values: valuesOf(this.controls) } });
      this.showErrors(answer?.errors ?? {});
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.pane.fail(t("not_done", { why: this.pane.why(error) }));
    } finally {
      this.body.removeAttribute("aria-busy");
      await this.pane.loadViews();
    }
  }

  /** Needed blocks that stand empty, as errors by block. */
  missing() {
    const optional = new Map(this.view.blocks.map((block) => [block.block_id, block.type !== "input" || block.optional]));
    const empty = this.controls.filter(({ block_id, filled }) => !optional.get(block_id) && !filled());
    return Object.fromEntries(empty.map(({ block_id }) => [block_id, t("required")]));
  }

  /** Put the errors on their fields; whether there were any. */
  showErrors(errors) {
    const fields = [...this.body.querySelectorAll("[data-block]")];
    for (const field of fields) {
      const error = errors[field.dataset.block] ?? "";
      field.classList.toggle("wrong", error !== "");
      field.querySelector(".error").textContent = error;
      field.querySelector("[aria-describedby]").setAttribute("aria-invalid", String(error !== ""));
    }
    const first = fields.find((field) => errors[field.dataset.block]);
    first?.querySelector("input, textarea, button").focus();
    return Boolean(first);
  }

  async leave() {
    await this.pane.attempt(null, () => post("close", { user: this.pane.user, view_id: this.view.id }));
    await this.pane.loadViews();
  }
}

function restore(controls, typed) {
  for (const { block_id, action_id, node } of controls) {
    const value = typed[block_id]?.[action_id]?.value;
    if (typeof value === "string" && "value" in node && node.tagName !== "BUTTON") node.value = value;
  }
}
