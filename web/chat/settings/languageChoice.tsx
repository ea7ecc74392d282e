// Another language for the page: a plain form, as on the homepage.
import { languages } from '../../words/languages.ts'
import { language, words } from '../../words/words.ts'

/** The page is loaded anew; the tab keeps what it keeps over any refresh. */
export const LanguageChoice = () => (
  <form class="language-choice" action="language" method="post">
    <input type="hidden" name="page" value="chat" />
    <fieldset>
      <legend>{words.languageChoice}</legend>
      <div class="language-buttons">
        {Object.entries(languages).map(([tag, { name, direction }]) => (
          <button
            key={tag}
            type="submit"
            name="language"
            value={tag}
            lang={tag}
            dir={direction}
            aria-current={tag === language ? 'true' : undefined}
          >
            {name}
          </button>
        ))}
      </div>
    </fieldset>
  </form>
)
