package io.ringdown.account;

import java.util.Map;
import java.util.Optional;

/**
 * How credentials of one type are written down. Each provider that needs credentials brings one;
 * the doors find them all, so a new type needs no edit here. Thread-safe.
 */
public interface CredentialFormat {
  CredentialType type();

  /**
   * Reads and checks what an operator sent, key material included.
   *
   * @param members the request without {@code type} and {@code friendly_name}, in JSON's shapes:
   *     strings, numbers, booleans, maps, lists and nulls
   * @throws InvalidCredentialException naming the member at fault
   */
  CredentialContent read(Map<String, Object> members) throws InvalidCredentialException;

  /**
   * What is made for the operator who left it out; shown in that one answer, and then no more than
   * {@link CredentialContent#shown} says.
   *
   * @param before what the credential was, when it is replaced
   */
  default Map<String, Object> made(
      Map<String, Object> members, Optional<CredentialContent> before) {
    return Map.of();
  }

  /**
   * As {@link #read(Map)}, for a format that keeps what is left out of a replacement.
   *
   * @throws InvalidCredentialException naming the member at fault
   */
  default CredentialContent read(Map<String, Object> members, Optional<CredentialContent> before)
      throws InvalidCredentialException {
    return read(members);
  }
}
