// The plugin knows the features of caniuse.com; what came after Chromium 78 and is none of these is listed by its name.
export default {
  plugins: ["stylelint-no-unsupported-browser-features"],
  rules: {
    "plugin/no-unsupported-browser-features": [true, { browsers: ["chrome 78"], ignorePartialSupport: true }],
    "property-disallowed-list": ["inset", "aspect-ratio", "accent-color"],
    "declaration-property-value-disallowed-list": { "overflow-wrap": ["anywhere"] },
  },
};
