import { shownExactly } from '@shared/lib/shownExactly'
import type { ResultLink } from '@shared/model/message'

/** What a result points at, each with its address: a page opens by a press, the rest is its server's own. */
export const ResultLinks = ({ links }: { readonly links: readonly ResultLink[] }) => (
  <ul className="asked result-links" aria-label="Links">
    {links.map(({ name, uri }, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: what came never changes
      <li key={at}>
        {/^https?:/i.test(uri) ? (
          <a href={uri} data-external="">
            {shownExactly(name)}
          </a>
        ) : (
          <strong>{shownExactly(name)}</strong>
        )}{' '}
        <span className="asked-address">{shownExactly(uri)}</span>
      </li>
    ))}
  </ul>
)
