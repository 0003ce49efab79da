package io.ringdown.account;

import java.time.Instant;

/**
 * That a provider does not take a credential.
 *
 * @param reason the provider's word for it, at most 64 characters
 * @param since when it was first said
 */
public record CredentialFailure(String reason, Instant since) {
  /** The most characters of a reason. */
  public static final int LONGEST_REASON = 64;
}
