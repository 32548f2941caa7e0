// The sandbox's own doors: what a person does, what they see, and what is new.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

/** The sandbox refused, or could not be reached. */
export class Refused extends Error {}

async function answer(request) {
  const response = await request.catch(() => {
    throw new Refused("unreachable");
  });
  const body = await response.json().catch(() => null);
  if (!response.ok || body?.ok === false) throw new Refused(body?.error ?? `HTTP ${response.status}`);
  return body;
}

export function get(path, query = {}) {
  const known = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  return answer(fetch(`/sandbox/${path}?${new URLSearchParams(known)}`, { cache: "no-store" }));
}

export function post(path, body) {
  const headers = { "content-type": "application/json" };
  return answer(fetch(`/sandbox/${path}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

/** What happens where this person can see it, for as long as the page stands. Returns how to stop listening. */
export function listen(user, { hear, connected, lost }) {
  let socket = null;
  let stopped = false;
  let wait = FIRST_WAIT;
  const open = () => {
    const address = new URL(`/sandbox/events?${new URLSearchParams({ user })}`, location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(address);
    socket.onopen = () => {
      wait = FIRST_WAIT;
      connected();
    };
    socket.onmessage = (message) => hear(JSON.parse(message.data));
    socket.onclose = () => {
      if (stopped) return;
      lost();
      setTimeout(() => stopped || open(), wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
  };
  open();
  return () => {
    stopped = true;
    socket.close();
  };
}
