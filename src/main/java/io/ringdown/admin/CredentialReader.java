package io.ringdown.admin;

import io.ringdown.account.CredentialContent;
import io.ringdown.account.CredentialFormat;
import io.ringdown.account.CredentialSid;
import io.ringdown.account.CredentialType;
import io.ringdown.account.InvalidCredentialException;
import io.ringdown.account.PushCredential;
import io.ringdown.call.AccountSid;
import io.ringdown.rest.Fields;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Reads a push credential, its key material checked by its type's own format. Thread-safe. */
public final class CredentialReader {
  private static final int LONGEST_NAME = 64;

  private final Map<String, CredentialFormat> formats = new LinkedHashMap<>();
  private final InstantSource clock;
  private final RandomGenerator random;

  public CredentialReader(
      Iterable<CredentialFormat> formats, InstantSource clock, RandomGenerator random) {
    formats.forEach(format -> this.formats.put(format.type().name(), format));
    this.clock = clock;
    this.random = random;
  }

  /**
   * The credential that the request asks for.
   *
   * @param before what it replaces, which keeps its SID and type
   * @throws io.ringdown.rest.ProblemException 422 with what is wrong
   */
  Read read(AccountSid account, Optional<PushCredential> before, Fields fields) {
    var format = format(before, fields);
    var name = fields.text("friendly_name", LONGEST_NAME).orElse(null);
    if (name != null && CredentialSid.parse(name).isPresent()) {
      fields.wrong("friendly_name", "must not look like the SID of a credential");
    }
    var old = before.map(PushCredential::content);
    var members = fields.rest();
    var made = format == null ? Map.<String, Object>of() : format.made(members, old);
    var all = new LinkedHashMap<>(members);
    all.putAll(made);
    var content = format == null ? null : content(format, all, old, fields);
    fields.finish();
    var now = clock.instant();
    var credential =
        new PushCredential(
            before.map(PushCredential::sid).orElseGet(() -> CredentialSid.generate(random)),
            account,
            name,
            Objects.requireNonNull(format).type(),
            Objects.requireNonNull(content),
            before.map(replaced -> replaced.version() + 1).orElse(1L),
            before.map(PushCredential::created).orElse(now),
            now);
    return new Read(credential, made);
  }

  /**
   * A credential that was asked for.
   *
   * @param made what was made for it, to be shown once
   */
  record Read(PushCredential credential, Map<String, Object> made) {}

  private @Nullable CredentialFormat format(Optional<PushCredential> before, Fields fields) {
    var sent = fields.choice("type", formats);
    if (before.isEmpty()) {
      return fields.required("type", sent);
    }
    CredentialType type = before.get().type();
    if (sent.isPresent() && !sent.get().type().equals(type)) {
      fields.wrong("type", "cannot be changed");
    }
    return formats.get(type.name());
  }

  private static @Nullable CredentialContent content(
      CredentialFormat format,
      Map<String, Object> members,
      Optional<CredentialContent> before,
      Fields fields) {
    try {
      return format.read(members, before);
    } catch (InvalidCredentialException e) {
      fields.wrong(e.pointer().substring(1), String.valueOf(e.getMessage()));
      return null;
    }
  }
}
