package io.ringdown.account;

import java.util.Map;

/**
 * What a credential consists of, in its type's own words.
 *
 * @param shown what a reader may see, in JSON's shapes: strings, numbers, booleans, maps and lists
 * @param secrets what nobody may see, by name
 */
public record CredentialContent(Map<String, Object> shown, Map<String, Secret> secrets) {
  public CredentialContent {
    shown = Map.copyOf(shown);
    secrets = Map.copyOf(secrets);
  }
}
