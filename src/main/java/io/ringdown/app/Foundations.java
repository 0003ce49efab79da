package io.ringdown.app;

import io.ringdown.binding.NodeId;
import io.ringdown.config.DataDirectory;
import io.ringdown.config.RingdownSettings;
import io.ringdown.storage.secret.SecretCipher;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import javax.crypto.SecretKey;

/** Gives what everything else stands on: settings, time, chance, and the files of this node. */
@ApplicationScoped
public class Foundations {
  @Produces
  @Singleton
  RingdownSettings settings() {
    return RingdownSettings.load();
  }

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  /** Chance that nobody can guess, for whoever asks for a {@code RandomGenerator} too. */
  @Produces
  @Singleton
  SecureRandom random() {
    return new SecureRandom();
  }

  @Produces
  @Singleton
  DataDirectory dataDirectory(RingdownSettings settings, SecureRandom random) {
    return new DataDirectory(settings.dataDirectory(), random);
  }

  @Produces
  @Singleton
  NodeId node(DataDirectory directory) {
    return new NodeId(directory.nodeId());
  }

  @Produces
  @Singleton
  SecretCipher cipher(RingdownSettings settings, DataDirectory directory, SecureRandom random) {
    var configured = settings.secrets().key();
    var key = configured == null ? directory.secretsKey() : configured;
    var previous = settings.secrets().previous().stream().map(SecretKey::getEncoded).toList();
    return new SecretCipher(key.getEncoded(), previous, random);
  }
}
