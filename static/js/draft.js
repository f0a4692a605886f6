// <form data-draft="name">: what was typed survives a lost connection, on this device, one day.
// The form's key and version are kept with it, so that a repeated sending counts once and a
// record that changed meanwhile is noticed by the server.
(function () {
  "use strict";

  const DAY = 24 * 60 * 60 * 1000;
  const KEPT_HIDDEN = ["form_key", "version"];
  const owner = document.body.dataset.user || "";
  const prefix = "draft:";

  function keyOf(form) {
    return prefix + owner + ":" + window.location.pathname + ":" + form.dataset.draft;
  }

  function read(key) {
    try {
      const draft = JSON.parse(window.localStorage.getItem(key));
      return draft && Date.now() - draft.at < DAY ? draft : null;
    } catch (error) {
      return null;
    }
  }

  function isKept(element) {
    if (!element.name || element.hasAttribute("data-draft-skip")) {
      return false;
    }
    if (element.type === "hidden") {
      return KEPT_HIDDEN.indexOf(element.name) !== -1;
    }
    return ["password", "file", "submit", "button", "reset"].indexOf(element.type) === -1;
  }

  function valuesOf(form) {
    const values = {};
    Array.prototype.filter.call(form.elements, isKept).forEach(function (element) {
      const list = values[element.name] || (values[element.name] = []);
      if (element.type === "checkbox" || element.type === "radio") {
        if (element.checked) {
          list.push(element.value);
        }
      } else if (element.tagName === "SELECT") {
        Array.prototype.forEach.call(element.selectedOptions, function (option) {
          list.push(option.value);
        });
      } else {
        list.push(element.value);
      }
    });
    return values;
  }

  function fill(element, list) {
    if (element.type === "checkbox" || element.type === "radio") {
      element.checked = list.indexOf(element.value) !== -1;
    } else if (element.tagName === "SELECT") {
      Array.prototype.forEach.call(element.options, function (option) {
        option.selected = list.indexOf(option.value) !== -1;
      });
    } else {
      element.value = list.length ? list.shift() : "";
    }
  }

  function restore(form, values) {
    Array.prototype.filter.call(form.elements, isKept).forEach(function (element) {
      if (values[element.name]) {
        fill(element, values[element.name]);
      }
    });
  }

  function forget(key) {
    window.localStorage.removeItem(key);
    window.sessionStorage.removeItem("sent:" + key);
  }

  function tell(form, key) {
    const notice = document.createElement("div");
    const button = document.createElement("button");
    notice.className = "notice notice-warn";
    notice.setAttribute("role", "status");
    notice.textContent = "已恢复上次没有提交的内容。";
    button.type = "button";
    button.className = "btn btn-sm ms-2";
    button.textContent = "清除，重新填写";
    button.addEventListener("click", function () {
      forget(key);
      window.location.reload();
    });
    notice.appendChild(button);
    form.insertBefore(notice, form.firstChild);
  }

  function keep(form) {
    const key = keyOf(form);
    const draft = read(key);
    // A form that came back with errors already holds what was typed.
    if (draft && !document.querySelector("[data-error-summary]")) {
      restore(form, draft.values);
      tell(form, key);
    }
    form.addEventListener("input", function () {
      try {
        const kept = { at: Date.now(), values: valuesOf(form) };
        window.localStorage.setItem(key, JSON.stringify(kept));
      } catch (error) {
        // No room: the form works, only without a draft.
      }
    });
    form.addEventListener("submit", function () {
      window.sessionStorage.setItem("sent:" + key, window.location.pathname);
    });
  }

  // A page other than the form's own after sending means that the server took it.
  function forgetSent() {
    Object.keys(window.sessionStorage).forEach(function (mark) {
      const path = window.sessionStorage.getItem(mark);
      if (mark.indexOf("sent:" + prefix) === 0 && path !== window.location.pathname) {
        forget(mark.slice("sent:".length));
      }
    });
  }

  function forgetOld(isEverything) {
    Object.keys(window.localStorage).forEach(function (key) {
      if (key.indexOf(prefix) === 0 && (isEverything || !read(key))) {
        forget(key);
      }
    });
  }

  try {
    forgetSent();
    forgetOld(false);
    Array.prototype.forEach.call(document.querySelectorAll("form[data-draft]"), keep);
    // Signing out on a shared machine leaves nothing behind.
    Array.prototype.forEach.call(document.querySelectorAll("form[data-sign-out]"), function (form) {
      form.addEventListener("submit", function () {
        forgetOld(true);
      });
    });
  } catch (error) {
    // Storage is forbidden: forms work without drafts.
  }
})();
