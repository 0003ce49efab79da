package io.ringdown.security.oidc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The issuer's public keys, fetched when they are needed and kept for a while. Nobody waits for a
 * fetch but the few who bring a key that is not known, and they only shortly; whoever brings
 * invented keys makes no more than one fetch in ten seconds. While the issuer is away its keys are
 * good for an hour, and then none is. Thread-safe.
 *
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html">OpenID Connect
 *     Discovery 1.0</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517">RFC 7517: JSON Web Key</a>
 */
final class IssuerKeys {
  private static final System.Logger LOG = System.getLogger(IssuerKeys.class.getName());
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration FRESH = Duration.ofMinutes(5);
  private static final Duration GOOD = Duration.ofHours(1);
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int MOST_WAITING = 8;
  private static final int LEAST_RSA_BITS = 2048;
  private static final Known NOTHING = new Known(new JWKSet(), 0);

  private final String issuer;
  private final @Nullable URI jwksUrl;
  private final IssuerDocuments documents;
  private final LongSupplier nanoTime;
  private final Semaphore waiting = new Semaphore(MOST_WAITING);
  private volatile Known known = NOTHING;
  private CompletableFuture<@Nullable Void> fetching = CompletableFuture.completedFuture(null);
  private long triedAt;
  private boolean away;

  /**
   * @param jwksUrl where the keys are; null to ask the issuer's discovery document
   * @param nanoTime the monotonic clock, as {@link System#nanoTime}
   */
  IssuerKeys(
      String issuer, @Nullable URI jwksUrl, IssuerDocuments documents, LongSupplier nanoTime) {
    this.issuer = issuer;
    this.jwksUrl = jwksUrl;
    this.documents = documents;
    this.nanoTime = nanoTime;
    this.triedAt = nanoTime.getAsLong() - PAUSE.toNanos();
  }

  /** The keys that may have made a signature with this header; none when none is known. */
  List<JWK> find(JWSHeader header) {
    List<JWK> found = select(header);
    if (found.isEmpty()) {
      await(fetch());
      return select(header);
    }
    if (!isWithin(known.at(), FRESH)) {
      var unused = fetch();
    }
    return found;
  }

  private List<JWK> select(JWSHeader header) {
    Known kept = known;
    if (kept.equals(NOTHING) || !isWithin(kept.at(), GOOD)) {
      return List.of();
    }
    return new JWKSelector(JWKMatcher.forJWSHeader(header))
        .select(kept.keys()).stream().filter(IssuerKeys::isStrong).toList();
  }

  private static boolean isStrong(JWK key) {
    if (key instanceof RSAKey rsa) {
      return rsa.size() >= LEAST_RSA_BITS;
    }
    return key instanceof ECKey ec && Curve.P_256.equals(ec.getCurve());
  }

  private boolean isWithin(long since, Duration time) {
    return nanoTime.getAsLong() - since < time.toNanos();
  }

  private void await(CompletableFuture<@Nullable Void> fetch) {
    if (fetch.isDone() || !waiting.tryAcquire()) {
      return;
    }
    try {
      fetch.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(Level.DEBUG, "nothing new from the issuer");
    } finally {
      waiting.release();
    }
  }

  /** The fetch under way, or a new one if the last was not just now. */
  private synchronized CompletableFuture<@Nullable Void> fetch() {
    if (fetching.isDone() && !isWithin(triedAt, PAUSE)) {
      triedAt = nanoTime.getAsLong();
      fetching =
          location()
              .thenCompose(documents::get)
              .thenApply(IssuerKeys::parse)
              .handle((keys, failure) -> note(keys, failure))
              .toCompletableFuture();
    }
    return fetching;
  }

  private CompletionStage<URI> location() {
    if (jwksUrl != null) {
      return CompletableFuture.completedFuture(jwksUrl);
    }
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    return CompletableFuture.completedFuture(URI.create(base + "/.well-known/openid-configuration"))
        .thenCompose(documents::get)
        .thenApply(this::discovered);
  }

  private URI discovered(String document) {
    try {
      JsonNode description = JSON.readTree(document);
      if (!issuer.equals(description.path("issuer").textValue())) {
        throw new IllegalArgumentException("the discovery document is of another issuer");
      }
      return Optional.ofNullable(description.path("jwks_uri").textValue())
          .map(URI::create)
          .filter(url -> "https".equals(url.getScheme()) && url.getHost() != null)
          .orElseThrow(() -> new IllegalArgumentException("the discovery document names no keys"));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the discovery document is not JSON");
    }
  }

  private static JWKSet parse(String document) {
    try {
      return JWKSet.parse(document).toPublicJWKSet();
    } catch (ParseException e) {
      throw new IllegalArgumentException("the keys cannot be read");
    }
  }

  private synchronized @Nullable Void note(@Nullable JWKSet keys, @Nullable Throwable failure) {
    if (keys != null) {
      known = new Known(keys, nanoTime.getAsLong());
      if (away) {
        LOG.log(Level.INFO, "RD-1032 the keys of {0} are there again", issuer);
      }
    } else if (!away) {
      LOG.log(
          Level.WARNING,
          "RD-1031 the keys of {0} cannot be had: {1}; admins of its making are let in for an hour"
              + " by those that are known",
          issuer,
          reason(failure));
    }
    away = keys == null;
    return null;
  }

  /** Our own words, or nothing but the kind: the texts of others may quote what they read. */
  private static String reason(@Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof IllegalArgumentException && cause.getMessage() != null
        ? cause.getMessage()
        : String.valueOf(cause == null ? null : cause.getClass().getName());
  }

  /** What was fetched, and when. */
  private record Known(JWKSet keys, long at) {}
}
