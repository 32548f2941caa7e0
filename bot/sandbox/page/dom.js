// Building the page from data. Text only ever enters through text nodes, so nothing a person types is read as markup.

const SVG = "http://www.w3.org/2000/svg";

function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "on") {
    for (const [event, hear] of Object.entries(value)) node.addEventListener(event, hear);
  } else if (name === "data") {
    Object.assign(node.dataset, value);
  } else if (name === "vars") {
    for (const [key, number] of Object.entries(value)) node.style.setProperty(`--${key}`, number);
  } else if (name === "value" || name === "checked" || name === "selected" || name === "disabled") {
    node[name] = value;
  } else {
    node.setAttribute(name, value === true ? "" : value);
  }
}

/** An element: `h("p", {class: "note", on: {click}}, "text", otherNode, [more])`. Null and false children are left out. */
export function h(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) set(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const DRAWINGS = {
  send: "M3 11.5 20.5 4l-5.2 16.5-3.9-6.6zM11.4 13.9 20.5 4",
  attach: "M20 11.5 12.4 19a4.8 4.8 0 0 1-6.8-6.8l7.8-7.7a3.2 3.2 0 0 1 4.5 4.5l-7.6 7.6a1.6 1.6 0 0 1-2.3-2.3l7-7",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  close: "M6 6l12 12M18 6 6 18",
  back: "M14.5 5.5 8 12l6.5 6.5",
  down: "M6 9.5l6 6 6-6",
  file: "M13.5 3.5H7A1.5 1.5 0 0 0 5.5 5v14A1.5 1.5 0 0 0 7 20.5h10a1.5 1.5 0 0 0 1.5-1.5V8.5zM13.5 3.5v5h5",
  lock: "M6.5 11h11v9h-11zM9 11V8a3 3 0 0 1 6 0v3",
  check: "M5 12.5l4.5 4.5L19 7.5",
};

/** A line drawing that says nothing by itself: the control around it carries the name. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" })) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", DRAWINGS[name]);
  svg.append(path);
  return svg;
}

let made = 0;

/** An id for a label and what it names. */
export const newId = (name) => `${name}-${++made}`;

/** Draw a list again, keeping the nodes whose data is the same, so that focus and half-made choices stay. */
export function reconcile(parent, items, draw) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const nodes = items.map((item) => {
    const before = old.get(item.key);
    if (before && before.drawnFrom === item.data) return before;
    const node = draw(item.value);
    node.dataset.key = item.key;
    node.drawnFrom = item.data;
    return node;
  });
  const wanted = new Set(nodes);
  for (const node of [...parent.children]) if (!wanted.has(node)) node.remove();
  nodes.forEach((node, at) => {
    if (parent.children[at] !== node) parent.insertBefore(node, parent.children[at] ?? null);
  });
}
