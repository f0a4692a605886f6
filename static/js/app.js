// Small comforts over pages that work without any script. Oldest engine: Chromium 87.
(function () {
  "use strict";

  const root = document.documentElement;

  function each(selector, action) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), action);
  }

  // <button data-toggle="id" aria-expanded>: folds and unfolds the navigation on a phone.
  each("[data-toggle]", function (button) {
    const target = document.getElementById(button.dataset.toggle);
    target.classList.add("is-folded");
    button.addEventListener("click", function () {
      const isFolded = target.classList.toggle("is-folded");
      button.setAttribute("aria-expanded", String(!isFolded));
    });
  });

  // <button data-large-type>: 大字, without loading the page anew. The server reads the cookie.
  each("[data-large-type]", function (button) {
    button.addEventListener("click", function (event) {
      const isLarge = root.classList.toggle("is-large");
      const kept = isLarge ? "1; max-age=31536000" : "; max-age=0";
      const secure = window.location.protocol === "https:" ? "; secure" : "";
      event.preventDefault();
      button.setAttribute("aria-pressed", String(isLarge));
      button.textContent = isLarge ? "标准字号" : "大字";
      document.cookie = "large_type=" + kept + "; path=/; samesite=lax" + secure;
    });
  });

  // <button data-copy="#id">: copies the text; the old way where the page is not https.
  each("[data-copy]", function (button) {
    button.addEventListener("click", function () {
      const source = document.querySelector(button.dataset.copy);
      const range = document.createRange();
      range.selectNodeContents(source);
      const selection = window.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      button.textContent = document.execCommand("copy") ? "已复制" : "请按 Ctrl+C 复制";
    });
  });

  each("[data-print]", function (button) {
    button.addEventListener("click", function () {
      window.print();
    });
  });

  // <input data-shortcut="/">: the key leads into the box, from anywhere but another field.
  document.addEventListener("keydown", function (event) {
    const at = event.target;
    const isTyping = at.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName);
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
      return;
    }
    each("[data-shortcut]", function (box) {
      if (box.dataset.shortcut === event.key) {
        event.preventDefault();
        box.focus();
        box.select();
      }
    });
  });

  // data-confirm on a form or its button asks before sending.
  document.addEventListener("submit", function (event) {
    const button = event.submitter;
    const question =
      (button && button.dataset.confirm) || event.target.dataset.confirm;
    if (question && !window.confirm(question)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  });

  // A POST form is sent once; its buttons wake up again when the page comes back.
  function setBusy(form, isBusy) {
    Array.prototype.forEach.call(form.elements, function (element) {
      if (element.type === "submit") {
        element.disabled = isBusy;
      }
    });
    form.toggleAttribute("data-busy", isBusy);
  }

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") {
      return;
    }
    if (form.hasAttribute("data-busy")) {
      event.preventDefault();
      return;
    }
    // After the browser has collected the fields, the pressed button among them.
    window.setTimeout(setBusy, 0, form, true);
    window.setTimeout(setBusy, 10000, form, false);
  });

  window.addEventListener("pageshow", function () {
    each("form[data-busy]", function (form) {
      setBusy(form, false);
    });
  });

  each("[data-error-summary]", function (summary) {
    summary.focus();
  });
})();
