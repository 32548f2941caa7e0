// The app's Home tab as a person sees it.

import { drawBlocks } from "./blocks.js";
import { h } from "./dom.js";
import { t } from "./texts.js";

/** The home view's nodes, or a line that there is none yet. */
export function drawHome(view, pane) {
  if (!view?.blocks?.length) return h("p", { class: "note middle" }, t("home_empty"));
  const controls = [];
  const host = { ...pane.host(), controls, act: (answer, control) => pane.clickHome(view, answer, controls, control) };
  return h("div", { class: "content home" }, drawBlocks(view.blocks, host));
}
