import { type FailureTable, say, text } from './failureText'

/** Words for the screen, the voice and the microphone. */
export const deviceFailures = {
  'screen/denied': {
    title: 'The system does not let Parley see the screen',
    explain: say(
      'Allow it in the system’s settings under Privacy, Screen Recording, and start Parley again.',
    ),
    action: 'none',
  },
  'screen/unavailable': {
    title: 'There was no screen to see',
    explain: say('The desktop gave no picture of it, or you said no in its dialog. Nothing was taken.'),
    action: 'none',
  },
  'speech/unavailable': {
    title: 'Reading aloud does not work just now',
    explain: say('Neither the engine nor the offline voice could speak this.'),
    action: 'again',
  },
  'speech/strayed': {
    title: 'The voice did not read word for word',
    explain: say('What it said was not what is written. Another voice reads instead.'),
    action: 'again',
  },
  'speech/not-kept': {
    title: 'This speech was not kept',
    explain: say('Only what was spoken whole, just now, can be kept.'),
    action: 'again',
  },
  'listening/unsupported': {
    title: 'No engine here turns speech into text',
    explain: (data) => {
      const name = text(data, 'engine') ?? 'This engine'
      return data.isBuiltin
        ? 'The built-in guide can speak but has no ears. OpenAI and many servers of one’s own have; choose one, or one for listening alone, in the settings.'
        : `${name} has shown that it does not. Choose another engine for listening in the settings; if it can by now, connect it once more.`
    },
    action: 'choose-listener',
  },
  'microphone/denied': {
    title: 'The system does not let Parley use the microphone',
    explain: say('Allow it in the system’s settings under Privacy, Microphone, then try again.'),
    action: 'choose-microphone',
  },
  'microphone/none': {
    title: 'There is no microphone',
    explain: say('Plug one in, or switch it on in the system’s sound settings, then try again.'),
    action: 'choose-microphone',
  },
  'microphone/busy': {
    title: 'The microphone cannot be opened',
    explain: say('Another program may be keeping it for itself. Close that, or choose another microphone.'),
    action: 'choose-microphone',
  },
  'microphone/gone': {
    title: 'The microphone went away',
    explain: say('It was unplugged or switched off. What was said until then is kept.'),
    action: 'choose-microphone',
  },
  'recording/silent': {
    title: 'Nothing was heard',
    explain: say('Is this the right microphone, and is it switched on? Nothing was sent.'),
    action: 'choose-microphone',
  },
  'recording/wordless': {
    title: 'No words were understood',
    explain: say('There was sound, but no words came of it.'),
    action: 'choose-microphone',
  },
  'recording/not-found': {
    title: 'This recording is gone',
    explain: say('Its words have come already, or it was thrown away in another window.'),
    action: 'none',
  },
} satisfies FailureTable
