// Coaching → Message texts: inserts placeholders where the cursor is, and keeps the preview up to
// date. Without it, placeholders are typed, and a button shows the preview.

const PAUSE = 400; // milliseconds without a key before the preview is asked for

const editor = document.querySelector("[data-coaching-text]");
const form = editor?.closest("form");

if (form) {
  enhancePlaceholders(editor, [form.elements.subject, form.elements.body]);
  enhancePreview(editor, form);
}

function enhancePlaceholders(root, fields) {
  let target = fields[1];
  for (const field of fields) {
    field.addEventListener("focus", () => {
      target = field;
    });
  }
  for (const code of root.querySelectorAll("[data-coaching-placeholder]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "coaching-placeholder";
    button.textContent = code.textContent;
    button.setAttribute("aria-label", code.dataset.coachingPlaceholder);
    button.addEventListener("click", () => insert(target, button.textContent));
    code.replaceWith(button);
  }
  for (const hint of root.querySelectorAll("[data-coaching-hint]")) {
    hint.hidden = false;
  }
}

function insert(field, text) {
  field.focus();
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function enhancePreview(root, form) {
  const preview = root.querySelector("[data-coaching-preview]");
  const failure = root.querySelector("[data-coaching-preview-failure]");
  const button = form.querySelector("[name='action-preview']");
  let timer;
  let running;

  if (button) button.hidden = true;
  form.elements.subject.addEventListener("input", later);
  form.elements.body.addEventListener("input", later);

  function later() {
    clearTimeout(timer);
    timer = setTimeout(update, PAUSE);
  }

  async function update() {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    preview.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(preview.dataset.coachingPreview, {
        method: "POST",
        body: new FormData(form),
        signal: mine.signal,
        headers: { "X-Requested-With": "XMLHttpRequest" },
      });
      // Signed out meanwhile, one is sent to the login page: that is no preview.
      if (!response.ok || response.redirected) throw new Error(response.statusText);
      preview.innerHTML = await response.text();
      failure.hidden = true;
    } catch (error) {
      if (error.name === "AbortError") return;
      failure.hidden = false;
    }
    if (running === mine) preview.removeAttribute("aria-busy");
  }
}
