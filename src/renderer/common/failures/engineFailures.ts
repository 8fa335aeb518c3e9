import { formatWait } from '../../ui/dates'
import { type FailureTable, model, say, server, text } from './failureText'

/** Words for what an engine, a tool or a run reports. */
export const engineFailures = {
  'engine/none': {
    title: 'Nothing answers yet',
    explain: say('Choose where answers come from: an API key, a server of your own, or the built-in engine.'),
    action: 'check-key',
  },
  'engine/no-key': {
    title: 'A key is missing',
    explain: say('This engine wants an API key and none is set. Add one in the settings.'),
    action: 'check-key',
  },
  'engine/bad-key': {
    title: 'The key was not accepted',
    explain: (data) =>
      `${server(data)} refused the API key. It may be mistyped, revoked, or from another project. Check it in the settings.`,
    action: 'check-key',
  },
  'engine/forbidden': {
    title: 'Not allowed with this key',
    explain: (data) =>
      `${server(data)} knows the key but does not allow this. The account, the project or the region may be limited.`,
    action: 'check-key',
  },
  'engine/model-not-found': {
    title: 'This model is not available',
    explain: (data) => {
      const replacement = text(data, 'replacement')
      const next = replacement ? ` Its maker names “${replacement}” instead.` : ' Choose another one.'
      return `${model(data)} is unknown to the server or no longer offered.${next}`
    },
    action: 'choose-model',
  },
  'engine/not-found': {
    title: 'The server does not know this address',
    explain: (data) =>
      data.reason === 'redirect'
        ? `${server(data)} sends questions on to another address. That is not followed, since the key would go along: enter the final address instead.`
        : `${server(data)} answered, but not at this path. The base URL may lack its ending, often “/v1”.`,
    action: 'check-server',
  },
  'engine/bad-request': {
    title: 'The server did not accept the request',
    explain: ({ reason }) =>
      reason === 'picture'
        ? 'It refused the picture: too large, or of a kind that it does not take. A smaller one may work.'
        : 'Something in the request does not suit this model. Another model or another wording may work.',
    action: 'choose-model',
  },
  'engine/context-too-long': {
    title: 'The conversation is too long for this model',
    explain: say('Choose a model with a larger memory, go on from an earlier message, or begin anew.'),
    action: 'choose-model',
  },
  'engine/refused': {
    title: 'The engine declined',
    explain: say('Its rules do not allow an answer to this. Another wording may.'),
    action: 'again',
  },
  'engine/rate-limited': {
    title: 'Too many requests',
    explain: (data) => {
      const wait = data.retryAfterMs
      return typeof wait === 'number' && wait > 0
        ? `${server(data)} asks for a pause of ${formatWait(wait)}. Then it can go on.`
        : `${server(data)} asks for a pause. Wait a little, then try again.`
    },
    action: 'again',
  },
  'engine/no-credit': {
    title: 'The account has no credit left',
    explain: say(
      'Add credit with the provider, use another key, or choose another engine. Waiting does not help.',
    ),
    action: 'check-key',
  },
  'engine/overloaded': {
    title: 'The server is overloaded',
    explain: (data) => {
      const wait = data.retryAfterMs
      return typeof wait === 'number' && wait > 0
        ? `${server(data)} is busy, ${formatWait(wait)} by its own word. Then it can go on.`
        : 'It has too much to do just now. Trying again in a moment usually works.'
    },
    action: 'again',
  },
  'engine/server-error': {
    title: 'The server had a fault',
    explain: (data) => {
      const status = text(data, 'status')
      return `${server(data)} failed to answer${status ? ` (status ${status})` : ''}. This is on its side. Try again.`
    },
    action: 'again',
  },
  'engine/unreachable': {
    title: 'The server cannot be reached',
    explain: (data) =>
      `${server(data)} did not answer. Is this computer online, and if the server is a local one, is it running?`,
    action: 'again',
  },
  'engine/proxy': {
    title: 'The proxy does not let it pass',
    explain: (data) => proxyWords(text(data, 'proxy') ?? '', text(data, 'reason')),
    action: 'check-server',
  },
  'engine/certificate': {
    title: 'The server’s certificate is not trusted',
    explain: (data) => certificateWords(server(data), text(data, 'reason')),
    action: 'check-server',
  },
  'engine/timeout': {
    title: 'The server took too long',
    explain: (data) =>
      `${server(data)} did not begin to answer in time. Try again, or allow more time in the settings.`,
    action: 'again',
  },
  'engine/stalled': {
    title: 'The answer stalled',
    explain: say('Nothing more came for a while, so the connection was closed. What had arrived is kept.'),
    action: 'again',
  },
  'engine/cut': {
    title: 'The connection broke',
    explain: say('The answer was cut off on its way. What had arrived is kept.'),
    action: 'again',
  },
  'engine/malformed': {
    title: 'The server’s answer was garbled',
    explain: (data) =>
      data.reason === 'too-long'
        ? `${server(data)} sent more than anybody can read, and was cut off. What came before is kept.`
        : `${server(data)} sent something that cannot be read. What came before it is kept.`,
    action: 'again',
  },
  'engine/no-finish': {
    title: 'The answer may be incomplete',
    explain: say('The server stopped without saying that it was done. What had arrived is kept.'),
    action: 'again',
  },
  'engine/answer-limit': {
    title: 'The answer reached its limit',
    explain: say('The model may write no more in one go. Continue lets it go on from here.'),
    action: 'again',
  },
  'engine/empty': {
    title: 'The answer is empty',
    explain: ({ reason }) =>
      reason === 'picture'
        ? 'The server made no picture and does not say why: mostly it declined the words. Others may work.'
        : reason === 'thoughts'
          ? 'The model thought and then ended without an answer. Regenerate usually helps, or another model.'
          : 'The model ended without a word. Regenerate usually helps, or another wording.',
    action: 'again',
  },
  'engine/unsupported': {
    title: 'This engine cannot do that',
    explain: ({ what, ...data }) =>
      what === 'pictures'
        ? 'It draws no pictures. Another engine or model may.'
        : what === 'picture-edits'
          ? 'It draws pictures but does not change any. Another engine or model may.'
          : what === 'picture-link'
            ? `The picture was made, and lies on another server (${text(data, 'link') ?? 'unknown'}), where nothing is fetched from.`
            : 'The server does not offer it. Another engine or model may.',
    action: 'choose-model',
  },
  'tool/changed': {
    title: 'A tool changed',
    explain: say(
      'It is no longer what was asked about, so it was not used. Asking again asks about it anew.',
    ),
    action: 'again',
  },
  'tool/unknown': {
    title: 'The model asked for a tool that does not exist',
    explain: say('Asking again usually helps.'),
    action: 'again',
  },
  'tool/bad-input': {
    title: 'A tool could not understand the model',
    explain: say('What the model wrote for it was not usable. Asking again usually helps.'),
    action: 'again',
  },
  'tool/too-many-rounds': {
    title: 'The model used its tools without end',
    explain: say('It was ended after eight rounds. What it had found is kept.'),
    action: 'again',
  },
  'run/busy': {
    title: 'An answer is still being written',
    explain: say('Wait for it, or stop it first.'),
    action: 'none',
  },
  'run/interrupted': {
    title: 'The answer was interrupted',
    explain: say('Parley ended before it was complete. What had arrived is kept.'),
    action: 'again',
  },
  'run/over-budget': {
    title: 'This month’s limit is reached',
    explain: say(
      'You set a monthly limit and asked Parley to stop there, so nothing was asked. Raise the limit, or wait for the next month.',
    ),
    action: 'see-costs',
  },
} satisfies FailureTable

const proxyWords = (proxy: string, reason: string | null): string => {
  switch (reason) {
    case 'credentials':
      return `The proxy ${proxy} wants a name and a password, or others than it has. They are set with the engine.`
    case 'address':
      return 'The address of the proxy cannot be used. It begins with http://, https:// or socks5://.'
    case 'unreachable':
      return `The proxy ${proxy} cannot be reached. It is chosen with the engine in the settings, or by the system.`
    default:
      return `The proxy ${proxy} refused the way to the server.`
  }
}

const certificateWords = (server: string, reason: string | null): string => {
  switch (reason) {
    case 'changed':
      return `${server} shows another certificate than the one you trusted. Nothing was sent. If it was renewed, trust the new one in the settings.`
    case 'file':
      return 'The file of certificates cannot be read, or holds none. It is chosen with the engine in the settings.'
    default:
      return `${server} shows one that no authority vouches for. Trust it only if it is the one that you know.`
  }
}
