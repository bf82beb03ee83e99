"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const read = (id) => JSON.parse(byId(id).textContent);
  const details = byId("details");
  const entries = read("entries");
  const objects = new Map();
  document.documentElement.classList.add("js");

  /** An element; text is always text, never markup. */
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "onclick") element.addEventListener("click", value);
      else if (value !== null) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  function procedure(number) {
    if (!objects.has(number)) objects.set(number, read(`data-p${number}`));
    return objects.get(number);
  }

  /** The implementation and the assertion that a key such as a12 or p3 stands for. */
  function find(key) {
    const n = Number(key.slice(1));
    if (key[0] === "p") return n < entries.length ? { number: n, assertion: null } : null;
    const number = entries.findIndex(([first, count]) => first <= n && n < first + count);
    if (number < 0) return null;
    return { number, assertion: procedure(number).assertions[n - entries[number][0]] };
  }

  function clear(name, root = document) {
    for (const element of root.querySelectorAll(`.${name}`)) element.classList.remove(name);
  }

  function light(lines, name) {
    clear(name, byId("program"));
    for (const line of lines) byId(`L${line}`)?.classList.add(name);
  }

  function reveal(line) {
    byId(`L${line}`)?.scrollIntoView({ block: "center", inline: "nearest" });
  }

  const seconds = (n) => `${n.toFixed(n < 1 ? 3 : 1)} s`;
  const styles = { verified: "verified", failed: "failed" };
  const style = (outcome) => styles[outcome] || "undecided";

  function jump(text, line) {
    if (!line) return make("span", {}, text);
    return make("button", { class: "link", type: "button", onclick: () => {
      light([line], "now");
      reveal(line);
    } }, text);
  }

  /** The boxes and arrows of the blocks on a path are lit up. */
  function lightGraph(figure, trace) {
    const blocks = trace.map((entry) => entry.block).filter((block) => block >= 0);
    const on = new Set(blocks);
    for (const block of on) {
      for (const node of figure.querySelectorAll(`.node.b${block}`)) node.classList.add("path");
      for (const other of on) {
        for (const edge of figure.querySelectorAll(`.edge.e${block}-${other}`)) {
          if (blocks.indexOf(other) === blocks.indexOf(block) + 1) edge.classList.add("path");
        }
      }
    }
  }

  function lightBlock(figure, block) {
    if (!figure) return;
    clear("now", figure);
    const node = block >= 0 ? figure.querySelector(`.node.b${block}`) : null;
    if (!node) return;
    node.classList.add("now");
    const box = node.getBoundingClientRect();
    const frame = figure.getBoundingClientRect();
    figure.scrollTop += box.top - frame.top - (frame.height - box.height) / 2;
    figure.scrollLeft += box.left - frame.left - (frame.width - box.width) / 2;
  }

  /** Arrow keys, Home and End move the focus in a list of which Tab reaches one element. */
  function roving(root, selector, keys) {
    const all = () => [...root.querySelectorAll(selector)].filter((e) => !e.closest("[hidden]"));
    const first = all()[0];
    for (const element of all()) element.tabIndex = element === first ? 0 : -1;
    root.addEventListener("focusin", (event) => {
      const found = event.target.closest(selector);
      if (!found) return;
      for (const element of root.querySelectorAll(selector)) element.tabIndex = -1;
      found.tabIndex = 0;
    });
    root.addEventListener("keydown", (event) => {
      const found = event.target.closest(selector);
      if (!found || event.altKey || event.ctrlKey || event.metaKey) return;
      const list = all();
      const at = list.indexOf(found);
      const to = { [keys[0]]: at - 1, [keys[1]]: at + 1, ArrowUp: at - 1, ArrowDown: at + 1,
        Home: 0, End: list.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      list[Math.max(0, Math.min(list.length - 1, to))].focus();
    });
  }

  /** Light up the path of a message, in the source and in the graph. */
  function lightPath(message, figure, blocks) {
    const trace = message ? message.trace : [];
    const lines = trace.flatMap((entry) => blocks[entry.block] || [entry.line]);
    light([...lines, ...(message ? message.steps.map((step) => step.line) : [])], "path");
    if (figure) {
      clear("path", figure);
      lightGraph(figure, trace);
    }
  }

  function steps(message, figure, blocks) {
    const list = make("ol", { class: "steps", "aria-label": "Path and values" });
    function add(text, line, block, kind) {
      const button = make("button", { type: "button", class: kind, onclick: () => {
        for (const other of details.querySelectorAll("[aria-current]")) {
          other.removeAttribute("aria-current");
        }
        button.setAttribute("aria-current", "true");
        lightPath(message, figure, blocks);
        light(line ? [line] : blocks[block] || [], "now");
        if (line) reveal(line);
        lightBlock(figure, block);
      } }, text);
      button.addEventListener("focus", () => button.click());
      list.append(make("li", {}, button));
    }
    const values = (n) => {
      for (const step of message.steps.filter((s) => s.block === n)) {
        const block = n >= 0 ? message.trace[n].block : -1;
        if (step.lines.length) add(step.lines.join("\n"), step.line, block, "values");
      }
    };
    values(-1);
    message.trace.forEach((entry, n) => {
      add(entry.label, entry.line, entry.block, "block");
      values(n);
    });
    roving(list, "button", ["k", "j"]);
    return list;
  }

  function messagePart(message, figure, blocks) {
    const times = message.times > 1 ? ` (${message.times} times)` : "";
    const part = make("div", { class: `message ${message.severity}` },
      make("p", {}, message.text + times, " ", make("code", {}, `[${message.kind}]`)));
    if (message.place) part.append(make("p", {}, jump(message.place, message.line)));
    for (const related of message.related) {
      part.append(make("p", {}, `${related.text}: `, jump(related.place, related.line)));
    }
    if (message.replay) {
      const { verdict, reason, blamed, inputs } = message.replay;
      part.append(make("div", { class: "replay" },
        make("p", {}, "Replay: ", make("strong", {}, verdict), reason ? `: ${reason}` : ""),
        ...blamed.map((b) => make("p", {}, `${b.text}: `, jump(b.place, b.line))),
        inputs.length ? make("p", {}, "fails for ", make("code", {}, inputs.join(", "))) : ""));
    }
    if (message.steps.length && !message.sure) {
      part.append(make("p", {},
        "The solver is not sure of these values; this may be no counterexample."));
    }
    if (message.parts.length) {
      part.append(make("ul", { class: "parts" },
        ...message.parts.map((text) => make("li", {}, make("code", {}, text)))));
    }
    if (message.trace.length || message.steps.length) part.append(steps(message, figure, blocks));
    return part;
  }

  function drawn(found) {
    if (!found.svg) return null;
    const parsed = new DOMParser().parseFromString(found.svg, "image/svg+xml");
    if (parsed.querySelector("parsererror")) return null;
    const svg = document.importNode(parsed.documentElement, true);
    const width = svg.viewBox.baseVal ? svg.viewBox.baseVal.width : 0;
    Object.assign(svg.style, { width: `${width}px`, minWidth: `${0.6 * width}px`, height: "auto",
      maxWidth: "100%" });
    svg.removeAttribute("height");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", `Flow graph of ${found.name}`);
    return make("figure", { tabindex: "0", "aria-label": "Flow graph" }, svg);
  }

  function conditionPart(found, condition) {
    const name = condition.name ? ` ${condition.name}` : "";
    const pre = make("pre", { tabindex: "0" });
    const part = make("details", {},
      make("summary", {}, `Verification condition${name} (SMT-LIB)`), pre);
    part.addEventListener("toggle", () => {
      if (!part.open || pre.textContent) return;
      pre.textContent = read(`background-${found.background}`) + condition.text;
    });
    return part;
  }

  function usesPart(found) {
    if (!found.uses || !found.uses.length) return null;
    const lists = [["Needed by the proof", true], ["Not needed by the proof", false]]
      .map(([title, used]) => [title, found.uses.filter((part) => part.used === used)])
      .filter(([, parts]) => parts.length)
      .map(([title, parts]) => make("details", {}, make("summary", {}, `${title}: ${parts.length}`),
        make("ul", {}, ...parts.map((part) =>
          make("li", {}, `${part.kind} `, jump(part.place || part.name, part.line))))));
    return make("div", {}, make("h3", {}, "What the proof used"), ...lists);
  }

  /** Show what is known of an assertion, or of an implementation. */
  function show(key, scroll) {
    const target = find(key);
    if (!target) return;
    const { assertion } = target;
    const found = procedure(target.number);
    const what = assertion || found;
    const figure = drawn(found);
    const chosen = assertion ? assertion.messages.map((n) => found.messages[n]) : found.messages;
    details.replaceChildren(
      make("h2", {}, assertion ? `${assertion.kind} in ${found.name}` : found.name),
      make("p", { class: `verdict ${style(what.outcome)}` }, what.outcome),
      make("p", {}, assertion && assertion.place ? jump(assertion.place, assertion.line) : "",
        assertion ? ` solver ${seconds(assertion.seconds)}`
          : `${seconds(found.seconds)}, solver ${seconds(found.solver)}`,
        assertion && found.assertions.length > 1 ? " (for all that was proved with it)" : ""),
      ...chosen.map((message) => messagePart(message, figure, found.blocks)),
      usesPart(found) || "",
      figure ? make("h3", {}, "Flow graph") : "",
      figure || "",
      ...found.conditions
        .filter((c) => !assertion || assertion.splits.includes(c.name))
        .map((c) => conditionPart(found, c)),
    );
    details.scrollTop = 0;
    lightPath(chosen.find((message) => message.trace.length), figure, found.blocks);
    light([what.line], "now");
    const last = (chosen.find((message) => message.trace.length) || { trace: [] }).trace.at(-1);
    if (last) lightBlock(figure, last.block);
    clear("lit");
    for (const piece of document.querySelectorAll(`.e-${key}`)) piece.classList.add("lit");
    for (const link of document.querySelectorAll("[data-key][aria-current]")) {
      link.removeAttribute("aria-current");
    }
    for (const link of document.querySelectorAll(
      `[data-key="${key}"], nav [data-key="p${target.number}"]`)) {
      link.setAttribute("aria-current", "true");
    }
    if (scroll) reveal(what.line);
    history.replaceState(null, "", `#${key}`);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-key]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.dataset.key, link.closest("nav") !== null);
  });
  // From a mark or a name, the right arrow goes on to its details; Escape comes back.
  let back = null;
  document.addEventListener("keydown", (event) => {
    const link = event.target.closest("a[data-key]");
    if (link && event.key === "ArrowRight") {
      event.preventDefault();
      show(link.dataset.key, false);
      back = link;
      (details.querySelector("ol.steps button") || details).focus();
    } else if ((event.key === "Escape" || event.key === "ArrowLeft") && back &&
        details.contains(event.target) && !event.target.closest("pre, figure")) {
      event.preventDefault();
      back.focus();
    }
  });
  byId("filter").addEventListener("input", (event) => {
    const wanted = event.target.value.toLowerCase();
    for (const item of document.querySelectorAll("#index li")) {
      item.hidden = !item.textContent.toLowerCase().includes(wanted);
    }
  });
  roving(byId("index"), "a", ["k", "j"]);
  roving(byId("program"), "a.mark", ["k", "j"]);
  const failed = document.querySelector("#index a:not(.verified)");
  const wanted = location.hash.slice(1);
  if (/^[ap]\d+$/.test(wanted) && find(wanted)) show(wanted, true);
  else if (failed || entries.length) show(failed ? failed.dataset.key : "p0", true);
})();
