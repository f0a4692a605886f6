// <div data-rows> with <button data-rows-more>: adds blank rows without loading the page anew.
// Fields are named prefix-N-field; <input data-rows-count> says how many there are. Without this
// script the button asks the server. Oldest engine: Chromium 87.
(function () {
  "use strict";

  const MOST = 50;
  const ADDED = 3;

  function renumber(row, at) {
    Array.prototype.forEach.call(row.querySelectorAll("[name]"), function (field) {
      const id = field.id;
      field.name = field.name.replace(/-\d+-/, "-" + at + "-");
      field.id = id.replace(/-\d+-/, "-" + at + "-");
      const label = row.querySelector('label[for="' + id + '"]');
      if (label) {
        label.htmlFor = field.id;
      }
      if (field.type === "checkbox") {
        field.checked = true;
      } else if (field.tagName === "SELECT") {
        field.selectedIndex = 0;
      } else {
        field.value = "";
      }
    });
  }

  const box = document.querySelector("[data-rows]");
  const count = document.querySelector("[data-rows-count]");
  const button = document.querySelector("[data-rows-more]");
  if (!box || !count || !button) {
    return;
  }
  button.addEventListener("click", function (event) {
    const rows = box.querySelectorAll("fieldset");
    const last = rows[rows.length - 1];
    // Notes and faults belong to the row that is there, so only a row without them is a model.
    if (!last || last.querySelector("p, ul")) {
      return;
    }
    event.preventDefault();
    for (let added = 0; added < ADDED && Number(count.value) < MOST; added += 1) {
      const row = last.cloneNode(true);
      renumber(row, count.value);
      box.appendChild(row);
      count.value = String(Number(count.value) + 1);
    }
  });
})();
