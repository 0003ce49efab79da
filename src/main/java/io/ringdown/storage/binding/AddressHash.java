package io.ringdown.storage.binding;

import static java.nio.charset.StandardCharsets.UTF_16BE;

import io.ringdown.binding.Address;
import io.ringdown.binding.Registration;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What stands for an address in an index, which has no room for 4096 characters: SHA-256. Where a
 * channel has no address, its device stands for it, and without one the identity.
 */
public final class AddressHash {
  private AddressHash() {}

  static byte[] of(Registration registration) {
    var address = registration.target().address();
    if (address != null) {
      return of(address);
    }
    var device = registration.deviceId();
    return device != null
        ? hash("device", device.value())
        : hash("identity", registration.identity().value());
  }

  /** The hash of an address. */
  public static byte[] of(Address address) {
    return hash("address", address.value());
  }

  /** The hash of several texts in this order, none of which runs into the next. */
  public static byte[] hash(String... parts) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var part : parts) {
        digest.update((part.length() + ":").getBytes(UTF_16BE));
        digest.update(part.getBytes(UTF_16BE));
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
