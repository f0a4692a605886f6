// A box above a long select: typing a name, its pinyin or initials narrows the choices.
// Without this script the select is the browser's own. Oldest engine: Chromium 87.
(function () {
  "use strict";

  const FEWEST = 12;
  // So few letters must begin the name: "an" is inside too many.
  const SHORT = 2;

  function matches(option, wish) {
    const spelling = " " + (option.dataset.spelling || "");
    return (
      !wish ||
      option.textContent.toLowerCase().indexOf(wish) >= 0 ||
      spelling.indexOf(wish.length > SHORT ? wish : " " + wish) >= 0
    );
  }

  // Options are taken out, not hidden: some engines show hidden ones.
  function narrow(select, whole, wish) {
    const chosen = select.value;
    let found = 0;
    const kept = document.createDocumentFragment();
    whole.forEach(function (part) {
      const copy = part.node.cloneNode(false);
      part.options.forEach(function (option) {
        const isMatch = option.value !== "" && matches(option, wish);
        found += isMatch ? 1 : 0;
        if (isMatch || option.value === "" || option.value === chosen) {
          (part.isGroup ? copy : kept).appendChild(option);
        }
      });
      if (part.isGroup && copy.children.length) {
        kept.appendChild(copy);
      }
    });
    while (select.firstChild) {
      select.removeChild(select.firstChild);
    }
    select.appendChild(kept);
    select.value = chosen;
    return found;
  }

  function parts(select) {
    return Array.prototype.map.call(select.children, function (node) {
      const isGroup = node.tagName === "OPTGROUP";
      const options = isGroup ? Array.prototype.slice.call(node.children) : [node];
      return { node: node, isGroup: isGroup, options: options };
    });
  }

  // The one match is chosen at once, so that the name need not be picked as well.
  function chooseOnly(select, wish) {
    const fitting = Array.prototype.filter.call(select.options, function (option) {
      return option.value !== "" && matches(option, wish);
    });
    if (wish && fitting.length === 1) {
      select.value = fitting[0].value;
    }
  }

  function enhance(select) {
    const whole = parts(select);
    const label = select.labels && select.labels[0];
    const name = label ? label.textContent.replace("*", "").trim() : "";
    const box = document.createElement("input");
    box.type = "search";
    box.className = "form-control picker-box";
    box.placeholder = "名称或拼音";
    box.autocomplete = "off";
    box.setAttribute("aria-label", "筛选" + name);
    box.setAttribute("data-draft-skip", "");
    const told = document.createElement("span");
    told.className = "visually-hidden";
    told.setAttribute("role", "status");
    box.addEventListener("input", function () {
      const wish = box.value.trim().toLowerCase();
      const found = narrow(select, whole, wish);
      chooseOnly(select, wish);
      told.textContent = wish ? "有 " + found + " 个可选" : "";
    });
    box.addEventListener("keydown", function (event) {
      if (event.key === "Enter") {
        event.preventDefault();
        select.focus();
      }
    });
    select.parentNode.insertBefore(box, select);
    select.parentNode.insertBefore(told, select);
  }

  // <input data-find="#select">: the page's own address says which choices fit what is typed (an
  // address too, not only a name); without this script the button beside the box asks.
  const PAUSE = 400;

  function replaceOptions(select, fresh, only) {
    const chosen = only || select.value;
    while (select.firstChild) {
      select.removeChild(select.firstChild);
    }
    while (fresh.firstChild) {
      select.appendChild(document.adoptNode(fresh.firstChild));
    }
    select.value = chosen;
    if (select.selectedIndex < 0) {
      select.value = "";
    }
    select.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function enableFinding(box) {
    const select = document.querySelector(box.dataset.find);
    const told = document.getElementById("found");
    const button = box.form.querySelector("[name=find]");
    let asked = box.value.trim();
    let timer = 0;

    function show(text) {
      const page = new window.DOMParser().parseFromString(text, "text/html");
      const answer = page.getElementById("found");
      replaceOptions(select, page.querySelector(box.dataset.find), answer.dataset.only);
      told.textContent = answer.textContent;
    }

    function ask() {
      const wish = box.value.trim();
      window.clearTimeout(timer);
      if (wish === asked) {
        return;
      }
      asked = wish;
      const url = window.location.pathname + "?q=" + encodeURIComponent(wish);
      window
        .fetch(url, { credentials: "same-origin" })
        .then(function (response) {
          if (!response.ok || response.redirected) {
            throw new Error(String(response.status));
          }
          return response.text();
        })
        .then(function (text) {
          if (wish === asked) {
            show(text);
          }
        })
        .catch(function () {
          asked = "";
          told.textContent = "现在连不上网络，请直接在下面选择。";
        });
    }

    box.addEventListener("input", function () {
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, PAUSE);
    });
    box.addEventListener("keydown", function (event) {
      if (event.key === "Enter" && !event.isComposing) {
        event.preventDefault();
        ask();
      }
    });
    button.addEventListener("click", function (event) {
      event.preventDefault();
      ask();
    });
  }

  Array.prototype.forEach.call(document.querySelectorAll("input[data-find]"), enableFinding);

  Array.prototype.forEach.call(
    document.querySelectorAll("select[data-picker]"),
    function (select) {
      if (select.options.length > FEWEST) {
        enhance(select);
      }
    }
  );
})();
