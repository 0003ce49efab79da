package io.ringdown.account;

import java.util.regex.Pattern;

/**
 * The kind of a credential: {@code fcm}, {@code apns} … A value, so that a new one needs no edit.
 */
public record CredentialType(String name) {
  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  /**
   * @throws IllegalArgumentException when the name is not lower-case letters, digits and hyphens
   */
  public CredentialType {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException("must be lower-case letters, digits and hyphens");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
