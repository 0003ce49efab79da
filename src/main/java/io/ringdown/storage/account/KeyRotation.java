package io.ringdown.storage.account;

import io.ringdown.config.InvalidSettingsException;
import io.ringdown.storage.secret.SecretCipher;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * The change from one key to the next: tells at the start whether the keys fit what is stored, and
 * seals anew, round by round, what a previous key sealed. Every node may do it at once. It never
 * ends while there are previous keys, since a node that has not heard of the new key yet goes on
 * sealing with the old one. Its rounds are made one after the other.
 */
public final class KeyRotation {
  private static final System.Logger LOG = System.getLogger(KeyRotation.class.getName());

  private final SealedRows rows;
  private final SecretCipher cipher;
  private boolean done;

  public KeyRotation(SealedRows rows, SecretCipher cipher) {
    this.rows = rows;
    this.cipher = cipher;
  }

  /**
   * Compares the keys with what is stored.
   *
   * @throws InvalidSettingsException when there are secrets and none of them can be read: whatever
   *     this node did, it would do wrong
   */
  public void check() {
    var census = rows.census();
    if (census.unreadable() == 0) {
      return;
    }
    if (census.unreadable() == census.all()) {
      throw new InvalidSettingsException(
          List.of(
              "ringdown.secrets.key: opens none of the "
                  + census.all()
                  + " secrets in the database; set the key that they were sealed with, here or in"
                  + " ringdown.secrets.previous-keys"));
    }
    LOG.log(
        Level.ERROR,
        "RD-1020 neither ringdown.secrets.key nor ringdown.secrets.previous-keys opens {0} of the"
            + " {1} secrets in the database",
        census.unreadable(),
        census.all());
  }

  /** Seals anew what it finds; to be called every few seconds. */
  public void round() {
    if (cipher.hasPrevious()) {
      try {
        sealAnew();
      } catch (RuntimeException e) {
        LOG.log(
            Level.WARNING,
            "RD-1023 secrets could not be sealed with the new key now: {0}",
            e.getClass().getName());
      }
    }
  }

  private void sealAnew() {
    var found = rows.reseal();
    if (found.previous() > 0) {
      done = false;
      LOG.log(Level.INFO, "RD-1021 sealed {0} secrets with the new key", found.previous());
    } else if (!done) {
      done = true;
      LOG.log(
          Level.INFO,
          "RD-1022 no stored secret needs ringdown.secrets.previous-keys any more; calls that are"
              + " ringing may for ten minutes");
    }
  }
}
