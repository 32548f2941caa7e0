// Where a person writes: words, files, or a slash command.

import { h, icon, newId } from "./dom.js";
import { t } from "./texts.js";

/** The content of a file as base64. */
function encoded(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve({ name: file.name, content_base64: reader.result.split(",")[1] ?? "" });
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

export class Composer {
  /** `send({text, files})` resolves to whether it was sent; what was not sent stays. */
  constructor(send) {
    this.send = send;
    this.files = [];
    this.hint = newId("hint");
    this.words = h("textarea", { class: "write", rows: 1, "aria-describedby": this.hint, on: { keydown: (event) => this.keys(event), input: () => this.grow() } });
    this.picker = h("input", { type: "file", multiple: true, hidden: true, on: { change: () => this.attach() } });
    this.chips = h("div", { class: "actions" });
    this.status = h("span", { class: "note", role: "status" });
    this.node = h("form", { class: "composer", on: { submit: (event) => this.submit(event) } });
    this.draw();
  }

  /** Say everything in the page's language, again after it changes. */
  draw() {
    const attach = h("button", { type: "button", class: "button quiet", "aria-label": t("attach"), title: t("attach"), on: { click: () => this.picker.click() } }, icon("attach"));
    const send = h("button", { type: "submit", class: "button primary round", "aria-label": t("send"), title: t("send") }, icon("send"));
    this.picker.setAttribute("aria-label", t("attach"));
    const hint = h("span", { class: "note hint", id: this.hint }, t("hint"));
    this.node.replaceChildren(h("div", { class: "writing" }, this.words, this.chips, this.picker, h("div", { class: "bar" }, attach, this.status, hint, send)));
    this.show();
  }

  /** What the person is writing to. */
  to(label) {
    this.words.placeholder = label;
    this.words.setAttribute("aria-label", label);
  }

  focus() {
    this.words.focus();
  }

  keys(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.node.requestSubmit();
  }

  grow() {
    this.words.style.setProperty("height", "auto");
    this.words.style.setProperty("height", `${Math.min(this.words.scrollHeight, 180)}px`);
  }

  attach() {
    this.files.push(...this.picker.files);
    this.picker.value = "";
    this.show();
    this.focus();
  }

  show() {
    this.chips.replaceChildren(...this.files.map((file) => {
      const out = () => {
        this.files = this.files.filter((other) => other !== file);
        this.show();
        this.focus();
      };
      return h("button", { type: "button", class: "button chip", "aria-label": t("remove_file", { name: file.name }), on: { click: out } }, file.name, icon("close"));
    }));
  }

  async submit(event) {
    event.preventDefault();
    const text = this.words.value.trim();
    const { files } = this;
    if ((!text && !files.length) || this.busy) return;
    this.start();
    const sent = await this.send({ text, files: await Promise.all(files.map(encoded)) });
    this.end(sent ? "" : text, sent ? [] : files);
  }

  start() {
    this.busy = true;
    this.words.value = "";
    this.files = [];
    this.grow();
    this.show();
    this.status.textContent = t("sending");
  }

  end(text, files) {
    this.busy = false;
    this.status.textContent = "";
    if (text && !this.words.value) this.words.value = text;
    this.files = [...files, ...this.files];
    this.grow();
    this.show();
  }
}
