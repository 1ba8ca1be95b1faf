#!/bin/sh
# Makes the key files of this folder anew, by ssh-keygen (OpenSSH 9) and openssl (3.0).
# Run it in an empty folder: every key changes, so replace all files together.
# Files: KEY.FORMAT, with the public half in KEY.pub; the passphrase is below.
set -eu
umask 077
pass='correct horse'
kdf_rounds=2 # few, so that tests are quick

# An OpenSSH file of its own for each kind, then copies in other formats.
ssh-keygen -q -t ed25519 -N '' -C 'ed25519 comment' -f ed25519.openssh
ssh-keygen -q -t ecdsa -b 256 -N '' -C '' -f p256.openssh
ssh-keygen -q -t ecdsa -b 384 -N '' -C 'p384 with a longer comment' -f p384.openssh
ssh-keygen -q -t ecdsa -b 521 -N '' -C p521 -f p521.openssh
ssh-keygen -q -t rsa -b 2048 -N '' -C rsa -f rsa.openssh
ssh-keygen -q -t rsa -b 1031 -N '' -C 'odd size' -f rsa1031.openssh
for k in ed25519 p256 p384 p521 rsa rsa1031; do
    mv $k.openssh.pub $k.pub
done

# convert KEY FORMAT NAME: PEM (PKCS#1, SEC1) or PKCS8, by ssh-keygen.
convert() {
    cp $1.openssh $3
    ssh-keygen -q -p -m $2 -P '' -N '' -f $3 >/dev/null
}
convert rsa PEM rsa.pkcs1
convert rsa PKCS8 rsa.pkcs8
convert rsa1031 PEM rsa1031.pkcs1
for k in p256 p384 p521; do
    convert $k PEM $k.sec1
    convert $k PKCS8 $k.pkcs8
done

# bcrypt: each cipher once, each kind once.
for c in aes128-ctr aes192-ctr aes256-ctr aes128-cbc aes192-cbc aes256-cbc \
         aes128-gcm@openssh.com aes256-gcm@openssh.com \
         chacha20-poly1305@openssh.com 3des-cbc; do
    f=ed25519.openssh-${c%%@*}
    cp ed25519.openssh $f
    ssh-keygen -q -p -a $kdf_rounds -Z $c -P '' -N "$pass" -f $f >/dev/null
done
for k in p256 p384 p521 rsa; do
    cp $k.openssh $k.openssh-default
    ssh-keygen -q -p -a $kdf_rounds -P '' -N "$pass" -f $k.openssh-default >/dev/null
done

# DEK-Info.
for c in aes128 aes192 aes256 des3; do
    openssl rsa -in rsa.pkcs1 -traditional -$c -passout pass:"$pass" -out rsa.dek-$c
    openssl ec -in p256.sec1 -$c -passout pass:"$pass" -out p256.dek-$c
done 2>/dev/null

# PBES2: each cipher with each PRF.
for c in aes-128-cbc aes-192-cbc aes-256-cbc des-ede3-cbc; do
    for h in SHA1 SHA256 SHA384 SHA512; do
        openssl pkcs8 -topk8 -in p256.pkcs8 -v2 $c -v2prf hmacWith$h -iter 10 \
            -passout pass:"$pass" -out p256.pbes2-$c-$h
    done
done
for k in p384 p521 rsa; do
    openssl pkcs8 -topk8 -in $k.pkcs8 -passout pass:"$pass" -out $k.pbes2-default
done

# Ed25519 in PKCS#8, which this ssh-keygen does not write.
openssl genpkey -algorithm ed25519 -out edpkcs8.pkcs8
{
    printf 'ssh-ed25519 '
    {
        printf '\000\000\000\013ssh-ed25519\000\000\000\040'
        openssl pkey -in edpkcs8.pkcs8 -pubout -outform DER | tail -c 32
    } | base64 -w 0
    printf ' made by hand\n'
} >edpkcs8.pub
openssl pkcs8 -topk8 -in edpkcs8.pkcs8 -passout pass:"$pass" -out edpkcs8.pbes2-default

# EC in its other shapes.
openssl ec -in p256.sec1 -no_public -out p256.sec1-nopublic 2>/dev/null
openssl ec -in p256.sec1 -conv_form compressed -out p256.sec1-compressed 2>/dev/null
{ openssl ecparam -name prime256v1; cat p256.sec1; } >p256.sec1-params
{ openssl ec -in p256.sec1 -text 2>/dev/null; } >p256.sec1-text

# Line ends, and text around the block.
sed 's/$/\r/' ed25519.openssh >ed25519.openssh-crlf
sed 's/$/\r/' rsa.dek-aes128 >rsa.dek-crlf
{ echo 'some words'; cat ed25519.openssh; echo 'more: words'; } >ed25519.openssh-around
printf '%s' "$(cat p384.pkcs8)" >p384.pkcs8-nonewline
{ printf '\357\273\277'; cat p521.openssh; } >p521.openssh-mark
sed 's/$/  /' rsa.pkcs1 >rsa.pkcs1-blanks

# What must be refused.
openssl genrsa -traditional -out refused.rsa768 768 2>/dev/null
openssl genrsa -traditional -primes 3 -out refused.primes 2048 2>/dev/null
openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:1024 -out refused.pss 2>/dev/null
openssl genpkey -algorithm x25519 -out refused.x25519
openssl genpkey -algorithm ed448 -out refused.ed448
openssl ecparam -genkey -noout -name secp256k1 -out refused.k1
openssl ec -in p256.sec1 -param_enc explicit -out refused.explicit 2>/dev/null
openssl pkcs8 -topk8 -in p256.pkcs8 -v1 PBE-SHA1-3DES -passout pass:"$pass" -out refused.pbes1
openssl pkcs8 -topk8 -in p256.pkcs8 -scrypt -passout pass:"$pass" -out refused.scrypt
openssl dsaparam -genkey -noout 1024 2>/dev/null | openssl dsa -traditional -out refused.dsa 2>/dev/null ||
    openssl dsaparam -genkey -noout -out refused.dsa 1024 2>/dev/null
openssl req -x509 -key p256.pkcs8 -subj /CN=x -days 1 -out refused.cert

# Signatures by others, of the file "message".
printf 'a message that was signed by others\n' >message
for k in ed25519 p256 p384 p521 rsa; do
    cp message m
    ssh-keygen -q -Y sign -f $k.openssh -n file m 2>/dev/null
    mv m.sig $k.sshsig
done
rm m
for h in sha1 sha256 sha512; do
    openssl dgst -$h -sign rsa.pkcs1 -out rsa.sig-$h message
    openssl dgst -$h -sign rsa1031.pkcs1 -out rsa1031.sig-$h message
done
