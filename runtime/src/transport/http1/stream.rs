//! A connection whose reads and writes end in time, and that can be looked at without waiting.

#![expect(
    clippy::disallowed_methods,
    reason = "where there are sockets there is a clock"
)]

use rustls::ClientConnection;
use std::{
    io::{self, ErrorKind, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

/// How long a write waits that must not wait long.
const GLANCE: Duration = Duration::from_millis(20);
/// Longer than any call.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The end of something that may take so long.
pub(super) fn after(duration: Duration) -> Instant {
    Instant::now() + duration.min(LONGEST)
}

/// The time that is left; an error where there is none.
pub(super) fn left(end: Instant) -> io::Result<Duration> {
    let left = end.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(ErrorKind::TimedOut.into());
    }
    Ok(left)
}

/// Reads and writes that last until an end that is set.
pub(super) trait Stream: Read + Write + Send {
    fn until(&mut self, end: Instant);

    /// Reads what is there; `WouldBlock` where nothing is.
    fn read_now(&mut self, buffer: &mut [u8]) -> io::Result<usize>;

    /// Writes what can be written without waiting long; `WouldBlock` where nothing can.
    fn write_now(&mut self, bytes: &[u8]) -> io::Result<usize>;

    /// Sends what was written without waiting long; `WouldBlock` where not all of it went.
    fn flush_now(&mut self) -> io::Result<()>;
}

pub(super) struct Tcp {
    socket: TcpStream,
    end: Instant,
}

impl Tcp {
    pub(super) fn new(socket: TcpStream, end: Instant) -> io::Result<Self> {
        socket.set_nodelay(true)?;
        Ok(Self { socket, end })
    }
}

/// A socket says that it would block where its time is up.
fn timed(error: io::Error) -> io::Error {
    match error.kind() {
        ErrorKind::WouldBlock => ErrorKind::TimedOut.into(),
        _ => error,
    }
}

impl Read for Tcp {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.socket.set_read_timeout(Some(left(self.end)?))?;
        self.socket.read(buffer).map_err(timed)
    }
}

impl Write for Tcp {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.socket.set_write_timeout(Some(left(self.end)?))?;
        self.socket.write(bytes).map_err(timed)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.socket.flush()
    }
}

impl Stream for Tcp {
    fn until(&mut self, end: Instant) {
        self.end = end;
    }

    fn read_now(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.socket.set_nonblocking(true)?;
        let read = self.socket.read(buffer);
        self.socket.set_nonblocking(false)?;
        read
    }

    fn write_now(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let timeout = left(self.end)?.min(GLANCE);
        self.socket.set_write_timeout(Some(timeout))?;
        match self.socket.write(bytes) {
            // What Windows says.
            Err(error) if error.kind() == ErrorKind::TimedOut => Err(ErrorKind::WouldBlock.into()),
            written => written,
        }
    }

    fn flush_now(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// TLS over another stream.
pub(super) struct Tls {
    session: ClientConnection,
    below: Box<dyn Stream>,
}

impl Tls {
    /// Shakes hands.
    pub(super) fn new(
        mut session: ClientConnection,
        mut below: Box<dyn Stream>,
    ) -> io::Result<Self> {
        while session.is_handshaking() {
            session.complete_io(&mut below)?;
        }
        Ok(Self { session, below })
    }

    fn read_by(
        &mut self,
        buffer: &mut [u8],
        below: impl Fn(&mut Box<dyn Stream>, &mut ClientConnection) -> io::Result<()>,
    ) -> io::Result<usize> {
        loop {
            match self.session.reader().read(buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                read => return read,
            }
            below(&mut self.below, &mut self.session)?;
            self.session
                .process_new_packets()
                .map_err(|error| io::Error::new(ErrorKind::InvalidData, error))?;
        }
    }

    fn send(&mut self) -> io::Result<()> {
        while self.session.wants_write() {
            self.session.write_tls(&mut self.below)?;
        }
        Ok(())
    }
}

impl Read for Tls {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.read_by(buffer, |below, session| {
            while session.wants_write() {
                session.write_tls(below)?;
            }
            session.read_tls(below).map(|_| ())
        })
    }
}

impl Write for Tls {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // What was kept back by a glance goes first, or there may be no room.
        self.send()?;
        let taken = self.session.writer().write(bytes)?;
        self.send()?;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send()?;
        self.below.flush()
    }
}

/// A stream below TLS that is only glanced at.
struct Now<'a>(&'a mut dyn Stream);

impl Read for Now<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read_now(buffer)
    }
}

impl Write for Now<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write_now(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Stream for Tls {
    fn until(&mut self, end: Instant) {
        self.below.until(end);
    }

    fn read_now(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.read_by(buffer, |below, session| {
            session.read_tls(&mut Now(&mut **below)).map(|_| ())
        })
    }

    fn write_now(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match (self.session.writer().write(bytes)?, self.flush_now()) {
            (0, Err(error)) => Err(error),
            (_, Err(error)) if error.kind() != ErrorKind::WouldBlock => Err(error),
            (taken, _) => Ok(taken),
        }
    }

    fn flush_now(&mut self) -> io::Result<()> {
        while self.session.wants_write() {
            self.session.write_tls(&mut Now(&mut *self.below))?;
        }
        self.below.flush_now()
    }
}
