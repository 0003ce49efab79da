package io.ringdown.storage;

import io.ringdown.account.CredentialSid;
import io.ringdown.binding.BindingFilter;
import io.ringdown.binding.BindingStatus;
import io.ringdown.binding.Channel;
import io.ringdown.call.AccountSid;
import io.ringdown.storage.binding.AddressHash;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A few old bindings among very many that have what no other has. */
final class RareBindings {
  static final int COUNT = 10;

  private static final String WHERE = " WHERE id <= " + COUNT;
  private static final Channel CHANNEL = new Channel("hms");
  private static final CredentialSid CREDENTIAL = new CredentialSid("CR" + "7".repeat(32));
  private static final CredentialSid COMMON = new CredentialSid("CR" + "1".repeat(32));

  /** What finds them. */
  static final List<BindingFilter> FILTERS =
      List.of(
          filter(null, BindingStatus.INVALID, null, null),
          filter(CHANNEL, null, null, null),
          filter(null, null, "rare", null),
          filter(null, null, null, CREDENTIAL),
          filter(CHANNEL, BindingStatus.INVALID, null, null),
          filter(null, BindingStatus.INVALID, "rare", null),
          filter(CHANNEL, null, "rare", CREDENTIAL),
          filter(null, BindingStatus.INVALID, null, CREDENTIAL));

  private RareBindings() {}

  /** The statements that make them of the first ones; 20000 others have another credential. */
  static List<String> among(AccountSid account) {
    var tag = new StringBuilder();
    for (int id = 1; id <= COUNT; id++) {
      tag.append(id == 1 ? "" : ", ").append("(").append(hash(account)).append(", ");
      tag.append(id).append(")");
    }
    return List.of(
        "UPDATE binding SET credential_sid = '" + COMMON + "'",
        "UPDATE binding SET channel = '"
            + CHANNEL
            + "', status = 'INVALID', tags = '[\"rare\"]', credential_sid = '"
            + CREDENTIAL
            + "'"
            + WHERE,
        "INSERT INTO binding_tag (tag_hash, binding_id) VALUES " + tag);
  }

  private static long hash(AccountSid account) {
    return ByteBuffer.wrap(AddressHash.hash("tag", account.value(), "rare")).getLong();
  }

  private static BindingFilter filter(
      @Nullable Channel channel,
      @Nullable BindingStatus status,
      @Nullable String tag,
      @Nullable CredentialSid credential) {
    return new BindingFilter(
        Optional.empty(),
        Optional.ofNullable(channel),
        Optional.ofNullable(status),
        Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(tag),
        Optional.ofNullable(credential));
  }
}
