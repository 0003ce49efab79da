package io.ringdown.account;

/**
 * Which credential, and which version of it: a holder of an older version knows that it must load
 * the credential anew, on whatever node it runs.
 *
 * @param version grows with every change of the credential
 */
public record CredentialRef(CredentialSid sid, long version) {}
