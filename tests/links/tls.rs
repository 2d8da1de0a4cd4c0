//! A web server that speaks TLS with a certificate that nobody should trust: of an unknown issuer, or out of date.
//! Keys and certificates were made for this test, are for 127.0.0.1 and protect nothing.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;

use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// Certificate and key, valid from 2020 to 2120.
pub const UNKNOWN: (&str, &str) = (
    "3082012d3081d4a003020102020101300a06082a8648ce3d04030230163114301206035504030c0b74657374206973737565723020170d3230303130313030303030305a180f32313230303130313030303030305a30143112301006035504030c093132372e302e302e313059301306072a8648ce3d020106082a8648ce3d03010703420004766c4dc76b1c0cf426e62eacb740ea7e5bca8357e9fbaaa8971b9d4b6a3d2aa6bbfffec42b6ebfd03eb46143ed5d5ff7abbc2d12fe1efb2608c5ffb70ce015ada3133011300f0603551d110408300687047f000001300a06082a8648ce3d0403020348003045022100972f1df508bd0a47b21bf5ef448a2cbc5d876bd13c614682f44b2e3452270b7802203b68d25aff8ba9902f3f29b5ca07a346f9816df14a4d5311a87afd1eb9454783",
    "308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b02010104200ce82ce42f7ea69150098f9ad5dd3f171a5f765e4b152d8ffd795984a0c23b70a14403420004766c4dc76b1c0cf426e62eacb740ea7e5bca8357e9fbaaa8971b9d4b6a3d2aa6bbfffec42b6ebfd03eb46143ed5d5ff7abbc2d12fe1efb2608c5ffb70ce015ad",
);
/// The same, valid in 2010.
pub const EXPIRED: (&str, &str) = (
    "3082012a3081d2a003020102020101300a06082a8648ce3d04030230163114301206035504030c0b7465737420697373756572301e170d3130303130313030303030305a170d3131303130313030303030305a30143112301006035504030c093132372e302e302e313059301306072a8648ce3d020106082a8648ce3d03010703420004f0a9dc227234637ab2d6571de7e5092396ff566b24d6d8efd43088cbeff64a44be2264d6a58861ab71b8568119f299e5375f5b9ac579ccb1f56445dcd1ed7c2fa3133011300f0603551d110408300687047f000001300a06082a8648ce3d040302034700304402203be98cc58885bcc4abcd42bada7c8e0c406f64833ef62ba8187fedf69bf0450702207266a70d9f9d19ee5615ad1938a7f3c68c57a955a121b55a4d35117b7cd1c3ff",
    "308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b020101042029573f4c64e2fabdd3fbcb8d2b5caefc56f1af4fd217ff96db963f125619aafea14403420004f0a9dc227234637ab2d6571de7e5092396ff566b24d6d8efd43088cbeff64a44be2264d6a58861ab71b8568119f299e5375f5b9ac579ccb1f56445dcd1ed7c2f",
);

fn bytes(hex: &str) -> Vec<u8> {
    let pairs = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16));
    pairs.map(|byte| byte.expect("hexadecimal")).collect()
}

/// Starts a server with a certificate; its port.
pub fn start((certificate, key): (&str, &str)) -> u16 {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(bytes(key)));
    let chain = vec![CertificateDer::from(bytes(certificate))];
    let config = config.expect("protocols").with_no_client_auth().with_single_cert(chain, key).expect("a certificate");
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let connection = ServerConnection::new(config.clone()).expect("a connection");
            let mut stream = StreamOwned::new(connection, stream);
            // The client breaks off: that is the test.
            let _ = stream.read(&mut [0; 512]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    port
}
