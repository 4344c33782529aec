// The field in which a household is chosen: a list as one types, by keyboard alone; without this file the form asks.
"use strict";

for (const field of document.querySelectorAll(".growers")) {
  const input = field.querySelector("input");
  const standing = field.querySelector(".standing");
  const list = document.createElement("div");
  const WAIT = 120; // milliseconds after the last key
  let asked = 0, timer = 0, active = -1, settled = input.value, listed = null;

  list.className = "options";
  list.id = `${input.id}-list`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.querySelector("label")?.textContent ?? input.getAttribute("aria-label"));
  input.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id]]) {
    input.setAttribute(name, value);
  }
  close();

  function options() { return [...list.querySelectorAll(".option")]; }

  function close() {
    list.hidden = true;
    list.replaceChildren(); // of several fields on a page no two may list candidates of the same name
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(place) {
    active = place;
    options().forEach((one, at) => one.setAttribute("aria-selected", String(at === place)));
    const one = options()[place];
    if (one) { input.setAttribute("aria-activedescendant", one.id); one.scrollIntoView({ block: "nearest" }); }
  }

  async function fetched(address) {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    return answer.ok ? answer.text() : "";
  }

  // Lists what is meant; true when the answer still belongs to what stands in the field.
  async function look() {
    const mine = ++asked;
    const source = new URL(field.dataset.source, location);
    source.searchParams.set("q", input.value);
    const found = await fetched(source);
    if (mine !== asked || document.activeElement !== input) return false;
    list.innerHTML = found;
    listed = input.value;
    list.hidden = options().length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    standing.textContent = list.hidden && input.value ? field.dataset.none : "";
    mark(input.value && options().length ? 0 : -1);
    return true;
  }

  function goOn() {
    const next = document.getElementById(field.dataset.next);
    if (next) { next.focus(); next.select(); } else input.form.requestSubmit();
  }

  function choose(option) {
    input.value = settled = option.dataset.number;
    asked++;
    close();
    goOn();
    tell();
  }

  async function tell() {
    if (!field.dataset.standing || !input.value) return;
    const number = input.value;
    const told = await fetched(field.dataset.standing.replace("NUMBER", encodeURIComponent(number)));
    if (number !== input.value) return;
    standing.innerHTML = told;
    document.getElementById("plots")?.replaceChildren(...standing.querySelectorAll("option"));
    field.dispatchEvent(new CustomEvent("grower", { bubbles: true }));
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  // An empty field offers who comes often, to whoever asks with an arrow or a tap.
  input.addEventListener("click", () => { if (!input.value) look(); });
  input.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest(".option");
    if (option) choose(option);
  });
  input.addEventListener("keydown", async (event) => {
    const moves = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (moves) {
      event.preventDefault();
      if (list.hidden) look(); else mark((Math.max(active, moves < 0 ? 0 : -1) + moves + options().length) % options().length);
    } else if (event.key === "Escape") {
      close();
    } else if (event.key === "Enter" && (input.value || active >= 0)) {
      event.preventDefault();
      clearTimeout(timer);
      if (!list.hidden && listed === input.value && active >= 0) choose(options()[active]);
      else if (input.value === settled) goOn();
      // A scanner ends what it types with Enter, and so does a hand that is faster than the list.
      else if (await look() && options().length === 1) choose(options()[0]);
    }
  });
  tell();
}
