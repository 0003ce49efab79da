package io.ringdown.account;

import java.util.Map;

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
}
