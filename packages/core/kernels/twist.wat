;; Uniform numbers of the Mersenne Twister MT19937, for packages/core/src/random/mt19937.ts, which names its source.
;; Memory: from 0 on the state, 624 words of 32 bits; behind it its outputs.
;; `node packages/core/scripts/build-kernels.mjs` writes what core carries of it.
(module
  (memory (export "memory") 1)
  ;; Moves the state on by 624 words. Each new word is made of three that lie before it, the nearest of them 227, so that four at
  ;; once have all that they need. They lie where outputs did, until these are made of them.
  (func $twist (export "twist")
    (local $at i32) (local $words v128)
    (loop $fours
      (local.set $words ;; a word's highest bit and the others of the next word
        (v128.bitselect
          (v128.load (local.get $at))
          (v128.load offset=4 (local.get $at))
          (i32x4.splat (i32.const 0x80000000))))
      (v128.store offset=2496
        (local.get $at)
        (v128.xor
          (v128.xor (v128.load offset=1588 (local.get $at)) (i32x4.shr_u (local.get $words) (i32.const 1)))
          (v128.and ;; where the lowest bit is 1
            (i32x4.shr_s (i32x4.shl (local.get $words) (i32.const 31)) (i32.const 31))
            (i32x4.splat (i32.const 0x9908b0df)))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $fours (i32.lt_u (local.get $at) (i32.const 2496))))
    (loop $fours
      (local.set $at (i32.sub (local.get $at) (i32.const 16)))
      (v128.store (local.get $at) (local.tee $words (v128.load offset=2496 (local.get $at))))
      (local.set $words (v128.xor (local.get $words) (i32x4.shr_u (local.get $words) (i32.const 11))))
      (local.set $words
        (v128.xor
          (local.get $words)
          (v128.and
            (i32x4.shl (local.get $words) (i32.const 7))
            (i32x4.splat (i32.const 0x9d2c5680)))))
      (local.set $words
        (v128.xor
          (local.get $words)
          (v128.and
            (i32x4.shl (local.get $words) (i32.const 15))
            (i32x4.splat (i32.const 0xefc60000)))))
      (v128.store offset=2496
        (local.get $at)
        (v128.xor (local.get $words) (i32x4.shr_u (local.get $words) (i32.const 18))))
      (br_if $fours (local.get $at))))
  ;; Writes numbers in [0, 1) of an output's lowest 24 bits each, and gives where the next output lies.
  (func (export "uniform")
    (param $next i32) ;; bytes from the first output to the next one
    (param $out i32) (param $end i32)
    (result i32)
    (loop $numbers
      (if (i32.eq (local.get $next) (i32.const 2496))
        (then
          (call $twist)
          (local.set $next (i32.const 0))))
      (f32.store
        (local.get $out)
        (f32.mul
          (f32.convert_i32_u (i32.and (i32.load offset=2496 (local.get $next)) (i32.const 0xffffff)))
          (f32.const 0x1p-24)))
      (local.set $next (i32.add (local.get $next) (i32.const 4)))
      (local.set $out (i32.add (local.get $out) (i32.const 4)))
      (br_if $numbers (i32.lt_u (local.get $out) (local.get $end))))
    (local.get $next)))
