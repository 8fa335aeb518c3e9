/// <reference path="../../../styles.d.ts" />
import 'katex/dist/katex.min.css'

import 'katex/contrib/mhchem'

// A chunk of its own, loaded with the first formula.
export { default as katex } from 'katex'
