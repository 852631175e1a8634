// Chromium 78 reads ES2019. The compat plugin knows the names of the window; it cannot know the methods of an object,
// so those that came later and that one easily writes are listed here.
import compat from "eslint-plugin-compat";

const LATER = "replaceChildren|replaceAll|at|findLast|toSorted|allSettled|requestSubmit|showPicker|checkVisibility";

export default [
  {
    files: ["**/*.js"],
    plugins: { compat },
    languageOptions: { ecmaVersion: 2019, sourceType: "script" },
    settings: { targets: ["chrome 78"] },
    rules: {
      "compat/compat": "error",
      "no-restricted-syntax": [
        "error",
        { selector: `MemberExpression[property.name=/^(${LATER})$/]`, message: "Chromium 78 does not have this method" },
      ],
    },
  },
];
