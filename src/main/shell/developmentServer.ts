const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * The page's development server as electron-vite names it; null in a packaged app, and for any other
 * computer's.
 */
export const developmentServer = (isPackaged: boolean, address: string | undefined): string | null => {
  if (isPackaged || address === undefined || !URL.canParse(address)) return null
  return loopback.has(new URL(address).hostname) ? address : null
}
