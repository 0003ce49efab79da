package io.ringdown.registration;

import io.ringdown.account.CredentialSid;
import io.ringdown.account.CredentialStore;
import io.ringdown.account.CredentialType;
import io.ringdown.account.PushCredential;
import io.ringdown.binding.Address;
import io.ringdown.binding.Binding;
import io.ringdown.binding.ChangedBy;
import io.ringdown.binding.Channel;
import io.ringdown.binding.DeviceId;
import io.ringdown.binding.Registration;
import io.ringdown.binding.Target;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.delivery.PushProvider;
import io.ringdown.rest.Fields;
import io.ringdown.rest.Json;
import io.ringdown.security.Scope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads what somebody asks to be bound, and has its channel check it. Thread-safe. */
public final class RegistrationReader {
  private static final int MOST_TAGS = 64;
  private static final int LONGEST_TAG = 128;
  private static final int MOST_KEYS = 8;
  private static final int LONGEST_KEY = 1024;
  private static final int LONGEST_NAME = 256;

  private final Map<Channel, PushProvider> providers;
  private final Set<String> connected;
  private final BiFunction<AccountSid, CredentialType, List<PushCredential>> credentials;
  private final InstantSource clock;

  public RegistrationReader(
      Iterable<PushProvider> providers, CredentialStore credentials, InstantSource clock) {
    this(
        StreamSupport.stream(providers.spliterator(), false)
            .filter(PushProvider::registrable)
            .collect(Collectors.toMap(PushProvider::channel, Function.identity())),
        StreamSupport.stream(providers.spliterator(), false)
            .filter(provider -> !provider.registrable())
            .map(provider -> provider.channel().name())
            .collect(Collectors.toUnmodifiableSet()),
        credentials::ofType,
        clock);
  }

  private RegistrationReader(
      Map<Channel, PushProvider> providers,
      Set<String> connected,
      BiFunction<AccountSid, CredentialType, List<PushCredential>> credentials,
      InstantSource clock) {
    this.providers = providers;
    this.connected = connected;
    this.credentials = credentials;
    this.clock = clock;
  }

  /** A reader that looks an account's credentials up once, for one who reads much at one time. */
  public RegistrationReader remembering() {
    Map<Map.Entry<AccountSid, CredentialType>, List<PushCredential>> known =
        new ConcurrentHashMap<>();
    return new RegistrationReader(
        providers,
        connected,
        (account, type) ->
            known.computeIfAbsent(
                Map.entry(account, type), key -> credentials.apply(account, type)),
        clock);
  }

  /**
   * The registration that the request asks for.
   *
   * @throws io.ringdown.rest.ProblemException 422 with everything that is wrong
   * @throws jakarta.ws.rs.ForbiddenException when it is not for the caller's own identity
   */
  public Registration read(AccountSid account, Scope scope, Fields fields) {
    return read(account, scope, fields, null, false);
  }

  /**
   * The same of a binding that was exported, which may have expired.
   *
   * @throws io.ringdown.rest.ProblemException 422 with everything that is wrong
   * @throws jakarta.ws.rs.ForbiddenException when it is not for the caller's own identity
   */
  public Registration readExported(AccountSid account, Scope scope, Fields fields) {
    return read(account, scope, fields, null, true);
  }

  /**
   * What the request asks a binding to be.
   *
   * @throws io.ringdown.rest.ProblemException 422 with everything that is wrong
   * @throws jakarta.ws.rs.ForbiddenException when it would go to another than the caller's own
   *     identity
   */
  Registration read(Binding present, Scope scope, Fields fields) {
    return read(present.account(), scope, fields, present, false);
  }

  /** Whether bindings of the channel are made by registering them. */
  public boolean takes(Channel channel) {
    return providers.containsKey(channel);
  }

  /** Whether bindings of a channel of this name are made by connecting. */
  public boolean isConnected(String channel) {
    return connected.contains(channel);
  }

  private Registration read(
      AccountSid account, Scope scope, Fields fields, @Nullable Binding present, boolean exported) {
    var now = clock.instant();
    var named = fields.parsed("identity", 2 * Identity.MAX_LENGTH, Identity::new);
    var identity = fields.required("identity", scope.narrow(named));
    var provider = fields.required("channel", fields.parsed("channel", 64, this::provider));
    var address = fields.parsed("address", Address.MAX_LENGTH, Address::new).orElse(null);
    var credential = fields.text("credential", LONGEST_NAME);
    var deviceId = fields.parsed("device_id", DeviceId.MAX_LENGTH, DeviceId::new).orElse(null);
    var environment =
        fields
            .choice("environment", Map.of("production", "production", "sandbox", "sandbox"))
            .orElse(null);
    var keys = fields.textMap("keys", MOST_KEYS, LONGEST_KEY).orElse(Map.of());
    var tags = fields.texts("tags", MOST_TAGS, LONGEST_TAG).orElse(List.of());
    var expiresAt =
        exported ? fields.time("expires_at").orElse(null) : expiry(fields, present, now);
    fields
        .text("account_sid", 64)
        .filter(text -> !text.equals(account.value()))
        .ifPresent(text -> fields.wrong("account_sid", "must be the account of the path"));
    CredentialSid credentialSid = null;
    if (provider != null) {
      if (present != null && !provider.channel().equals(present.target().channel())) {
        fields.wrong("channel", "cannot change: another channel is another binding");
      }
      credentialSid = credential(account, provider, credential, fields);
      var target = new Target(provider.channel(), address, credentialSid, environment, keys);
      provider
          .inspect(target)
          .ifPresent(wrong -> fields.wrong(wrong.pointer().substring(1), wrong.detail()));
    }
    fields.finish();
    var channel = Objects.requireNonNull(provider).channel();
    return new Registration(
        account,
        Objects.requireNonNull(identity),
        new Target(channel, address, credentialSid, environment, keys),
        deviceId,
        tags,
        expiresAt,
        null,
        now,
        ChangedBy.of(scope.caller().actor()));
  }

  /** An end that is not changed keeps what its text is too short for, and may have passed. */
  private static @Nullable Instant expiry(Fields fields, @Nullable Binding present, Instant now) {
    var expiresAt = fields.time("expires_at").orElse(null);
    if (expiresAt != null
        && present != null
        && Json.time(expiresAt).equals(Json.time(present.expiresAt()))) {
      return present.expiresAt();
    }
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      fields.wrong("expires_at", "must be in the future");
    }
    return expiresAt;
  }

  /** The credential of the account that has this SID or friendly name. */
  Optional<CredentialSid> credential(AccountSid account, String name) {
    return providers.values().stream()
        .flatMap(provider -> provider.credentialType().stream())
        .distinct()
        .flatMap(type -> byName(credentials.apply(account, type), name).stream())
        .map(PushCredential::sid)
        .findFirst();
  }

  private PushProvider provider(String name) {
    var provider = providers.get(new Channel(name));
    if (provider == null) {
      throw new IllegalArgumentException(
          "must be one of " + providers.keySet().stream().map(Channel::name).sorted().toList());
    }
    return provider;
  }

  private @Nullable CredentialSid credential(
      AccountSid account, PushProvider provider, Optional<String> named, Fields fields) {
    var type = provider.credentialType();
    if (type.isEmpty()) {
      if (named.isPresent()) {
        fields.wrong("credential", "must be left out: the channel needs none");
      }
      return null;
    }
    var fitting = credentials.apply(account, type.get());
    var chosen = named.map(name -> byName(fitting, name)).orElseGet(() -> only(fitting));
    if (chosen.isEmpty()) {
      fields.wrong("credential", named.isPresent() ? unknown(type.get()) : ambiguous(fitting));
    }
    return chosen.map(PushCredential::sid).orElse(null);
  }

  private static Optional<PushCredential> byName(List<PushCredential> fitting, String name) {
    return fitting.stream()
        .filter(c -> c.sid().value().equals(name) || name.equals(c.friendlyName()))
        .findFirst();
  }

  private static Optional<PushCredential> only(List<PushCredential> fitting) {
    return fitting.size() == 1 ? Optional.of(fitting.get(0)) : Optional.empty();
  }

  private static String unknown(CredentialType type) {
    return "must name a credential of the account of type " + type;
  }

  private static String ambiguous(List<PushCredential> fitting) {
    return fitting.isEmpty()
        ? "is required, and the account has none of the channel's type"
        : "is required: the account has several of the channel's type";
  }
}
