package io.ringdown.security.oidc;

import java.net.URI;
import java.util.concurrent.CompletionStage;

/** The way to the issuer. Thread-safe. */
@FunctionalInterface
public interface IssuerDocuments {
  /**
   * The document at this URL. The stage ends within some seconds, and fails when there is none, or
   * none that is small and came over a line that is trusted.
   */
  CompletionStage<String> get(URI url);
}
