package io.ringdown.registration;

import io.ringdown.binding.Address;
import io.ringdown.binding.BindingFilter;
import io.ringdown.binding.BindingStatus;
import io.ringdown.binding.Channel;
import io.ringdown.binding.DeviceId;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.rest.Query;
import io.ringdown.security.Scope;
import java.util.Optional;
import java.util.Set;

/** Reads which bindings a query means. Thread-safe. */
public final class FilterReader {
  /** The parameters that it reads. */
  public static final Set<String> PARAMETERS =
      Set.of("identity", "channel", "status", "device_id", "address", "tag", "credential");

  private final RegistrationReader reader;

  public FilterReader(RegistrationReader reader) {
    this.reader = reader;
  }

  /**
   * The bindings of the account that the query means, within what the caller may see.
   *
   * @throws io.ringdown.rest.ProblemException 400 when a parameter is wrong
   * @throws jakarta.ws.rs.ForbiddenException when it names somebody else's identity
   */
  public BindingFilter read(AccountSid account, Scope scope, Query query) {
    return new BindingFilter(
        scope.narrow(query.parsed("identity", Identity::parse)),
        query.parsed("channel", FilterReader::channel),
        query.parsed("status", FilterReader::status),
        query.parsed("device_id", DeviceId::parse),
        query.parsed("address", FilterReader::address),
        query.text("tag"),
        query.parsed("credential", name -> reader.credential(account, name)));
  }

  private static Optional<Address> address(String text) {
    try {
      return Optional.of(new Address(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Channel> channel(String name) {
    try {
      return Optional.of(new Channel(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<BindingStatus> status(String name) {
    return switch (name) {
      case "active" -> Optional.of(BindingStatus.ACTIVE);
      case "invalid" -> Optional.of(BindingStatus.INVALID);
      default -> Optional.empty();
    };
  }
}
