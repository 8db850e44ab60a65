// The shape of what a browser answers about passkeys. What is in it is judged by the sign-in library.
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/browser';

export function isAnswer(value: unknown): value is AuthenticationResponseJSON {
  return isCredential(value) && hasTexts(value['response'], ['clientDataJSON', 'authenticatorData', 'signature']);
}

export function isCreation(value: unknown): value is RegistrationResponseJSON {
  return isCredential(value) && hasTexts(value['response'], ['clientDataJSON', 'attestationObject']);
}

function isCredential(value: unknown): value is Record<string, unknown> {
  return hasTexts(value, ['id', 'rawId', 'type']);
}

function hasTexts(value: unknown, names: string[]): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && names.every((name) => typeof Reflect.get(value, name) === 'string')
  );
}
