package io.ringdown.delivery;

import java.util.Set;

/** The codes of our own that say of any provider that a credential is of no use. */
final class CredentialBlame {
  private static final Set<String> OURS = Set.of("credential_refused", "credential_unusable");

  private CredentialBlame() {}

  static boolean isMeantBy(String code) {
    return OURS.contains(code);
  }
}
