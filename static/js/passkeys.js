// Says on the page why a passkey did not work. allauth's script asks the browser for it and reports what failed.
const WHY = {
  AbortError: "The browser stopped asking. Try once more.",
  ConstraintError: "This key has no PIN, fingerprint or face, which signing in by it alone needs.",
  InvalidStateError: "This device has a passkey for your account already. Use that one, or add one on another device.",
  NotAllowedError: "Nothing was done: you cancelled, it took too long, or this device has no passkey that fits.",
  NotSupportedError: "This device cannot make a passkey of the kind that we ask for. Try another device.",
  SecurityError: "Passkeys do not work at this address of the site. Use its usual name, with https.",
};
const OTHERWISE = "The passkey could not be used: the site or your device did not answer. Try once more.";
const UNSUPPORTED =
  "This browser, or this address of the site, cannot use passkeys. Use another way, or another browser.";

const trouble = document.querySelector("#passkey-trouble");
const buttons = document.querySelectorAll("[data-passkey]");

function tell(sentence) {
  trouble.hidden = false;
  trouble.textContent = sentence;
}

if (trouble && !window.PublicKeyCredential) {
  tell(UNSUPPORTED);
  for (const button of buttons) button.disabled = true;
}

document.addEventListener("allauth.error", (event) => {
  if (!trouble) return;
  event.preventDefault();
  tell(WHY[event.detail.exception?.name] ?? OTHERWISE);
});

// Before the button's own listener, which may report at once.
document.addEventListener(
  "click",
  (event) => {
    if (trouble && event.target.closest("[data-passkey]")) trouble.hidden = true;
  },
  { capture: true },
);
