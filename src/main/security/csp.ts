/**
 * What pages may load, sent as a header with every page. Nothing comes from another host: a picture or font
 * from elsewhere would tell its server what is being read.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  // Radix and the windowed lists set positions as inline styles.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "worker-src 'self'",
  // One frame draws diagrams, another shows what a model wrote.
  "frame-src 'self' preview:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The page of the frame that draws diagrams. It has no origin, and nothing to load but itself. */
export const diagramSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-scripts',
].join('; ')

/**
 * A page that a model wrote: it may do as it likes with itself, and nothing beyond. It has no origin, loads
 * nothing, and its forms lead nowhere (without `allow-forms` its own scripts would not hear of them either).
 */
export const previewSecurityPolicy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval'",
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  'media-src data: blob:',
  'font-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  'frame-ancestors app://parley',
  'sandbox allow-scripts allow-forms',
].join('; ')
