// The net weight in both units while the scale's figures are typed; the service reckons it again when they are saved.
"use strict";

for (const net of document.querySelectorAll("output.net")) {
  const form = net.closest("form");
  const GRAMS = { jin: 500, kg: 1000, "斤": 500, "公斤": 1000 };

  function perUnit() {
    const scale = form.elements.scale;
    const chosen = scale.options ? scale.selectedOptions[0] : scale;
    return GRAMS[form.elements.unit?.value] || GRAMS[chosen?.dataset.unit];
  }

  function figure(name) { return Number(form.elements[name].value.replace("．", ".") || 0); }

  function shown(number) { return number.toLocaleString("en-US", { maximumFractionDigits: 3 }); }

  function reckon() {
    const grams = (figure("gross") - figure("tare") - figure("deduction")) * perUnit();
    const usual = Number(form.querySelector("[data-usual-g]")?.dataset.usualG || 0);
    const unusual = usual && net.dataset.times && grams >= usual * Number(net.dataset.times);
    net.textContent = figure("gross") && grams > 0
      ? net.dataset.net.replace("{jin}", shown(grams / 500)).replace("{kg}", shown(grams / 1000))
      : "";
    if (unusual) net.append(` ${net.dataset.unusual.replace("{times}", net.dataset.times)}`);
    net.classList.toggle("unusual", Boolean(unusual));
  }

  form.addEventListener("input", reckon);
  form.addEventListener("grower", reckon);
  reckon();
}
